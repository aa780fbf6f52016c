#!/usr/bin/env python3
"""The status page in a real headless Chromium: it loads, refreshes by itself, fits a phone, and shows hostile text as text.

    statusz_browser.py build/release/statusz_server [DIRECTORY]

DIRECTORY takes a picture of each width and scheme. Needs Debian's chromium and chromium-driver; 77 (skipped) without.
"""
import contextlib
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from browser import SCHEMES, SKIPPED, WIDTHS, check_widths, skip_reason, start_browser, wait_for  # noqa: E402


def loads(browser):
    words = browser.run("return document.querySelector('.cards').innerText")
    return int(words.split(" since the start")[0].split()[-1].replace(",", ""))


def check_load(browser, page):
    browser.go(page)
    assert browser.run("return document.compatMode") == "CSS1Compat"
    assert browser.run("return document.querySelector('h1').innerText") == "wirefold"
    assert browser.run("return document.querySelectorAll('svg polyline').length") == 4
    assert browser.run("return document.querySelectorAll('tbody tr').length") == 24
    loaded = browser.run("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in loaded if not name.endswith("/favicon.ico")] == [], loaded


def check_hostile_text(browser):
    assert browser.run("return document.title") == "Ready · wirefold"
    assert browser.run("return document.querySelectorAll('script, img, b').length") == 0
    headlines = browser.run("return [...document.querySelectorAll('.headline')].map(one => one.innerText)")
    assert headlines[1].startswith("</bdi></span></section><script>document.title='owned'</script><img"), headlines
    assert "&lt;b&gt;" in headlines[1], headlines
    assert "<script>alert(1)</script>.example" in browser.run("return document.body.innerText")


def check_schemes(browser, page, directory):
    backgrounds = set()

    def look(scheme):
        backgrounds.add((scheme, browser.run("return getComputedStyle(document.body).backgroundColor")))

    check_widths(browser, "statusz", page + "?refresh=off", directory, look)
    assert len({color for _, color in backgrounds}) == len(SCHEMES), backgrounds


def check_refresh(browser, page):
    browser.go(page)
    first = loads(browser)
    wait_for(lambda: loads(browser) > first, "the page refreshes by itself")
    browser.go(page + "?refresh=off")
    assert browser.run("return document.querySelector('meta[http-equiv=refresh]')") is None


def check_page(browser, page, directory):
    check_load(browser, page)
    check_hostile_text(browser)
    check_schemes(browser, page, directory)
    check_refresh(browser, page)


def main():
    if reason := skip_reason():
        print("skipped: " + reason)
        return SKIPPED
    directory = sys.argv[2] if len(sys.argv) > 2 else None
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        page = "http://127.0.0.1:%d/statusz" % int(server.stdout.readline())
        check_page(start_browser(stack), page, directory)
    print("ok: loads, refreshes, %s px wide, %s, hostile text is text" % (WIDTHS, " and ".join(SCHEMES)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
