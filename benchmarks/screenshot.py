"""Takes the picture of the report that the documents show, with Chromium: python benchmarks/screenshot.py SITE PICTURE."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from selenium import webdriver

WIDTH, HEIGHT = 1280, 1000


def main(site: str, picture: str, page: str = "index.html") -> None:
    """Write a PNG of one page of a site, at the width of a small laptop, in light colours."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    name, mark, fragment = page.partition("#")
    browser.get((Path(site).resolve() / name).as_uri() + mark + fragment)
    browser.execute_async_script("document.fonts.ready.then(arguments[0])")
    browser.save_screenshot(picture)
    browser.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
