#!/usr/bin/env python3
"""The pages of `wirefold explain` in a real headless Chromium: they load nothing, fit a phone, and show hostile text as text.

    explain_browser.py build/release/wirefold [DIRECTORY]

DIRECTORY takes a picture of each page, width and scheme. Needs Debian's chromium and chromium-driver; 77 (skipped) without.
"""
import contextlib
import html
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from browser import SCHEMES, SKIPPED, WIDTHS, check_widths, skip_reason, start_browser  # noqa: E402

HEADLINE = "Ferry </title></style></h1><script>document.title='owned'</script><img src=x onerror=alert(1)> sinks ‮drowkcab"
REPORT = """PORT HAVEN, March 3 (Reuters) - The last car ferry between Port Haven and the Skerry islands sank at its berth early on Sunday, the harbour authority said.

"We asked for a new ship for eleven years, and each spring we were told to wait," said Lena Strand, who chairs the council of the islands.

The minister, Oskar Dahl, told the Kestrel Gazette that two Danish vessels were being considered, and that a contract could be signed as early as Tuesday.

“She deserved a better end than this,” Tom Hale, 58, told CNN.

Divers reported that a door of the engine room stood open, and that the wreck will be raised with two cranes as soon as the weather allows, which is unlikely before Thursday.

Also read: Ten islands to see before you are old
"""
LEAD = "A ferry has gone down, and 4,000 people have no way home.\n\n"


def escaped(text, times):
    for _ in range(times):
        text = html.escape(text)
    return text


def write_pages(wirefold, directory):
    first = os.path.join(directory, "first.json")
    second = os.path.join(directory, "second.json")
    cut = LEAD + REPORT.split("\n\n", 1)[1].replace("a better end than this", "more than this")
    # Markup of a field is taken for markup, and so is what is escaped once or twice; three times leave it escaped once.
    for path, headline, text in ((first, escaped(HEADLINE, 3), REPORT), (second, "Islanders without a ferry", cut)):
        article = {"uri": "urn:" + os.path.basename(path), "headline": headline, "text": text, "language": "en"}
        pathlib.Path(path).write_text(json.dumps(article), encoding="utf-8")
    pages = {}
    for name, files in (("article", [first]), ("pair", [first, second])):
        page = pathlib.Path(directory, name + ".html")
        page.write_bytes(subprocess.run([wirefold, "explain", "--format", "html", *files], check=True,
                                        stdout=subprocess.PIPE).stdout)
        pages[name] = page.as_uri()
    return pages


def check_hostile_text(browser):
    assert browser.run("return document.title") != "owned"
    assert browser.run("return document.querySelectorAll('script, img, h1 b, .text b').length") == 0
    assert "&lt;script&gt;document.title=" in browser.run("return document.body.innerText")
    loaded = browser.run("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in loaded if not name.startswith("data:")] == [], loaded


def check_article(browser):
    marked = browser.run("return [...document.querySelectorAll('.text mark')].map(one => [one.className, one.innerText])")
    assert any(kind == "citation" and text == "CNN" for kind, text in marked), marked
    assert any(kind == "quote" and "new ship" in text for kind, text in marked), marked
    assert any(kind == "removed" and "Ten islands" in text for kind, text in marked), marked
    words = browser.run("return document.querySelector('ol').innerText")
    assert "said by Lena Strand" in words and "reuters, ORIGIN" in words, words
    missing = browser.run("return [...document.querySelectorAll('.text a')].filter("
                          "one => !document.querySelector(one.getAttribute('href'))).length")
    assert missing == 0


def check_pair(browser):
    assert browser.run("return document.querySelectorAll('.twins .text').length") == 2
    shared = browser.run("return [...document.querySelectorAll('.twins .text')].map("
                         "one => [...one.querySelectorAll('mark')].map(mark => mark.innerText).join(' '))")
    assert all("told the Kestrel Gazette" in side for side in shared), shared
    assert "4,000 people" not in shared[1], shared
    assert browser.run("return document.querySelectorAll('.meter').length") >= 4
    assert "passed by" in browser.run("return document.body.innerText")


def main():
    if reason := skip_reason():
        print("skipped: " + reason)
        return SKIPPED
    pictures = sys.argv[2] if len(sys.argv) > 2 else None
    with contextlib.ExitStack() as stack:
        pages = write_pages(sys.argv[1], stack.enter_context(tempfile.TemporaryDirectory()))
        browser = start_browser(stack)
        for name, check in (("article", check_article), ("pair", check_pair)):
            browser.go(pages[name])
            check(browser)
            check_hostile_text(browser)
            check_widths(browser, "explain-" + name, pages[name], pictures)
    print("ok: article and pair, %s px wide, %s, hostile text is text" % (WIDTHS, " and ".join(SCHEMES)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
