#!/usr/bin/env python3
"""The status page in a real headless Chromium: it loads, refreshes by itself, fits a phone, and shows hostile text as text.

    statusz_browser.py build/release/statusz_server [DIRECTORY]

DIRECTORY takes a picture of each width and scheme. Needs Debian's chromium and chromium-driver; 77 (skipped) without.
"""
import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

SKIPPED = 77
WIDTHS = (320, 390, 768, 1280)
SCHEMES = ("light", "dark")
PATIENCE_SECONDS = 60


class WebDriver:
    """As much of the W3C protocol as the test needs."""

    def __init__(self, base, arguments):
        self.base = base
        options = {"args": arguments, "binary": shutil.which("chromium")}
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self.session = "/session/" + answer["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
            return json.load(response)["value"]

    def go(self, url):
        self.call("POST", self.session + "/url", {"url": url})

    def run(self, script):
        return self.call("POST", self.session + "/execute/sync", {"script": script, "args": []})

    def devtools(self, command, **parameters):
        return self.call("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def show(self, width, scheme):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                      mobile=width < 600)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        height = self.run("return document.documentElement.scrollHeight")
        width = self.run("return innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        data = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def quit(self):
        self.call("DELETE", self.session)


def wait_for(condition, what):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError, urllib.error.URLError):
            if condition():
                return
        time.sleep(0.1)
    raise AssertionError("not within %d s: %s" % (PATIENCE_SECONDS, what))


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


def check_widths(browser, page, directory):
    backgrounds = set()
    for scheme in SCHEMES:
        for width in WIDTHS:
            browser.show(width, scheme)
            browser.go(page + "?refresh=off")
            got = browser.run("return [innerWidth, document.documentElement.scrollWidth]")
            assert got[1] <= width, "scrolls sideways: %s at %d" % (got, width)
            wide = browser.run(
                "return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right >"
                " innerWidth + 1).map(one => one.outerHTML.slice(0, 80))")
            assert wide == [], "beyond the edge at %d: %s" % (width, wide)
            backgrounds.add((scheme, browser.run("return getComputedStyle(document.body).backgroundColor")))
            if directory:
                browser.picture(os.path.join(directory, "statusz-%d-%s.png" % (width, scheme)))
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
    check_widths(browser, page, directory)
    check_refresh(browser, page)


def start_driver(stack):
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    stack.callback(driver.wait)
    stack.callback(driver.terminate)
    for line in driver.stdout:  # "ChromeDriver was started successfully on port 41241."
        if "started successfully on port" in line:
            return "http://127.0.0.1:" + line.rstrip(".\n").split()[-1]
    raise AssertionError("chromedriver did not start")


def main():
    missing = [tool for tool in ("chromium", "chromedriver") if shutil.which(tool) is None]
    if missing:
        print("skipped: no %s (apt-get install chromium chromium-driver)" % " and no ".join(missing))
        return SKIPPED
    directory = sys.argv[2] if len(sys.argv) > 2 else None
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        page = "http://127.0.0.1:%d/statusz" % int(server.stdout.readline())
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
        browser = WebDriver(start_driver(stack), arguments)
        stack.callback(browser.quit)
        check_page(browser, page, directory)
    print("ok: loads, refreshes, %s px wide, %s, hostile text is text" % (WIDTHS, " and ".join(SCHEMES)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
