"""A real headless Chromium for tests of pages: a client of ChromeDriver, and what every page of ours must do.

Needs Debian's chromium and chromium-driver.
"""
import base64
import contextlib
import json
import os
import shutil
import subprocess
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


def start_driver(stack):
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    stack.callback(driver.wait)
    stack.callback(driver.terminate)
    for line in driver.stdout:  # "ChromeDriver was started successfully on port 41241."
        if "started successfully on port" in line:
            return "http://127.0.0.1:" + line.rstrip(".\n").split()[-1]
    raise AssertionError("chromedriver did not start")


def skip_reason():
    """What is missing here; None: nothing."""
    missing = [tool for tool in ("chromium", "chromedriver") if shutil.which(tool) is None]
    return "no %s (apt-get install chromium chromium-driver)" % " and no ".join(missing) if missing else None


def start_browser(stack):
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    browser = WebDriver(start_driver(stack), arguments)
    stack.callback(browser.quit)
    return browser


def check_widths(browser, name, page, directory, at_each=lambda scheme: None):
    """The page fits every width in every scheme. DIRECTORY, unless None, takes the pictures; `at_each` looks at more."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            browser.show(width, scheme)
            browser.go(page)
            got = browser.run("return document.documentElement.scrollWidth")
            assert got <= width, "%s scrolls sideways: %s at %d" % (name, got, width)
            wide = browser.run(
                "return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right >"
                " innerWidth + 1).map(one => one.outerHTML.slice(0, 80))")
            assert wide == [], "%s beyond the edge at %d: %s" % (name, width, wide)
            at_each(scheme)
            if directory:
                browser.picture(os.path.join(directory, "%s-%d-%s.png" % (name, width, scheme)))
