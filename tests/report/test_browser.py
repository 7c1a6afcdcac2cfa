"""The site in a real headless Chromium, opened from disk: filters, search, graph, keyboard, copying, no network."""

from __future__ import annotations

import functools
import json
import shutil

import pytest

webdriver = pytest.importorskip("selenium.webdriver", reason="the browser tests need selenium: pip install -e '.[dev]'")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="the browser tests need Chromium: apt-get install chromium chromium-driver"
)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def open_from(browser):
    """A function that opens a page of a site, with a window width and a colour scheme; logs start empty."""

    def open_page(site, name, width=1280, scheme="light"):
        browser.get("about:blank")  # a change of the fragment alone would load nothing
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get_log("browser"), browser.get_log("performance")
        browser.get((site / name.partition("#")[0]).as_uri() + "".join(name.partition("#")[1:]))
        return browser

    return open_page


@pytest.fixture
def page(open_from, site):
    """The same for the site of one run."""
    return functools.partial(open_from, site)


def visible(browser):
    """The rows that fit the filters; each lies in a group that is open as soon as a filter is set."""
    fit = "filter(r => !r.hidden && !r.closest('.group').hidden)"
    return browser.execute_script(f"return [...document.querySelectorAll('tbody tr')].{fit}.map(r => ({{...r.dataset}}))")


def shown(browser):
    return browser.find_element(By.ID, "shown").text


def files(site):
    return [str(path.relative_to(site)) for path in sorted(site.rglob("*.html"))]


def assert_quiet(browser, site):
    """The page that is open told no error and asked for nothing outside its site."""
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    assert browser.get_log("browser") == [], browser.current_url
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    asked.discard("about:blank")
    assert any(url.endswith("style.css") for url in asked), "the log sees requests"
    assert all(url.startswith(site.as_uri()) for url in asked), asked


def test_no_page_has_an_error_or_asks_for_anything_outside(page, site):
    for name in files(site):
        assert_quiet(page(name), site)


@pytest.mark.parametrize("folder", ["depth-not-data", "companion", "review"])
def test_the_front_page_leads_to_each_paper_and_back(open_from, front, folder):
    browser = open_from(front, "index.html")
    assert_quiet(browser, front)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".paper-card")) == 4
    title = browser.find_element(By.CSS_SELECTOR, f'.paper-card h2 a[href="{folder}/index.html"]')
    words = title.text
    title.send_keys(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda b: b.current_url == (front / folder / "index.html").as_uri())
    assert browser.find_element(By.TAG_NAME, "h1").text == words
    assert_quiet(browser, front)
    browser.find_element(By.CSS_SELECTOR, ".group summary").send_keys(Keys.ENTER)
    browser.find_element(By.CSS_SELECTOR, ".group .whole a").send_keys(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda b: "/results/" in b.current_url)
    assert_quiet(browser, front)
    browser.find_element(By.CSS_SELECTOR, ".paper .up").send_keys(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda b: b.current_url == (front / "index.html").as_uri())


@pytest.mark.parametrize("chosen", [".tile.s-open a", ".tile.s-none a"])
def test_a_number_of_the_front_page_opens_the_statements_that_it_counts(open_from, front, chosen):
    browser = open_from(front, "index.html")
    link = browser.find_elements(By.CSS_SELECTOR, f".paper-card {chosen}")[1]
    number, (key, value) = link.find_element(By.TAG_NAME, "b").text, link.get_attribute("href").partition("#")[2].split("=")
    link.click()
    WebDriverWait(browser, 5).until(lambda b: shown(b).startswith(f"{number} of "))
    assert {row[key] for row in visible(browser)} == {value} and int(number) == len(visible(browser)) > 0


def test_the_front_page_and_the_sweeps_fit_and_can_be_read(open_from, front):
    for name in ("index.html", "sweeps.html", "companion/index.html"):
        for width, scheme in ((360, "dark"), (820, "light"), (1280, "dark")):
            browser = open_from(front, name, width, scheme)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, (name, width)
            browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
            ratio, *where = browser.execute_script(CONTRAST)
            assert ratio >= 4.5, (name, scheme, where)
    pictures = "return [...document.images].map(i => { i.loading = 'eager'; return i.decode().then(() => i.naturalWidth) })"
    browser = open_from(front, "sweeps.html")
    widths = browser.execute_async_script(f"Promise.all((() => {{ {pictures} }})()).then(arguments[0])")
    assert len(widths) == 5 and min(widths) > 100


def test_the_policy_stops_what_an_injection_would_try(page):
    browser = page("index.html")
    done = browser.execute_async_script(
        "const done = arguments[0]; const s = document.createElement('script'); s.textContent = 'window.bad = 1';"
        "document.body.append(s); fetch('https://example.org').then(() => done('sent'), () => done(String(window.bad)))"
    )
    assert done == "undefined"
    browser.get_log("browser")


def test_mathematics_is_set_in_two_dimensions_and_in_its_own_font(page):
    browser = page("results/a-9.html")
    tall = "return [...document.querySelectorAll('mfrac')].map(f => [...f.children].map(c => c.getBoundingClientRect().top))"
    browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
    fractions = browser.execute_script(tall)
    assert fractions and all(top < bottom for top, bottom in fractions)
    small = browser.execute_script(
        "const s = document.querySelector('.display msup'); "
        "return [...s.children].map(c => parseFloat(getComputedStyle(c).fontSize))"
    )
    assert small[1] < small[0]
    WebDriverWait(browser, 10).until(lambda b: b.execute_script("return document.fonts.status") == "loaded")
    fonts = browser.execute_script("return [...document.fonts].map(f => [f.family.replaceAll('\"', ''), f.status])")
    assert ["Verify Math", "loaded"] in fonts


def test_filters_by_verdict_severity_result_and_kind(page, data):
    browser = page("index.html")
    total = len(data["paper"]["statements"])
    assert shown(browser) == f"all {total} shown" and len(visible(browser)) == total
    unfolded = "return [...document.querySelectorAll('.group > details')].filter(d => d.open).length"
    assert browser.execute_script(unfolded) == 0
    browser.find_element(By.CSS_SELECTOR, "input[value=REFUTED]").click()
    assert browser.execute_script(unfolded) > 0
    assert browser.find_element(By.CSS_SELECTOR, ".group:not([hidden]) tbody tr:not([hidden])").is_displayed()
    refuted = visible(browser)
    assert refuted and {row["verdict"] for row in refuted} == {"REFUTED"}
    assert shown(browser) == f"{len(refuted)} of {total} shown"
    browser.find_element(By.CSS_SELECTOR, "input[value=false]").click()
    assert [row["severity"] for row in visible(browser)] == ["false"]
    browser.find_element(By.CSS_SELECTOR, "input[value=reading]").click()
    assert {row["severity"] for row in visible(browser)} == {"false", "reading"}
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    WebDriverWait(browser, 5).until(lambda b: shown(b) == f"all {total} shown")
    Select(browser.find_element(By.ID, "result")).select_by_value("a-9")
    of_a9 = sum(s["result"] == "A.9" for s in data["paper"]["statements"])
    assert len(visible(browser)) == of_a9
    Select(browser.find_element(By.ID, "kind")).select_by_value("step")
    steps = visible(browser)
    assert 0 < len(steps) < of_a9 and {row["kind"] for row in steps} == {"step"}
    assert browser.execute_script("return [...document.querySelectorAll('.group')].filter(g => !g.hidden).length") == 1


def test_a_filtered_view_has_an_address(page):
    browser = page("index.html#verdict=REFUTED&q=multiplicity")
    found = visible(browser)
    assert found and all(row["verdict"] == "REFUTED" and "multiplicity" in row["search"] for row in found)
    browser.find_element(By.CSS_SELECTOR, ".tile.s-none a").click()
    WebDriverWait(browser, 5).until(lambda b: {row["severity"] for row in visible(b)} == {"none"})


def test_search_needs_every_word_and_says_when_nothing_fits(page, data):
    browser = page("index.html")
    box = browser.find_element(By.ID, "q")
    box.send_keys("Bulk multiplicity A.9")
    found = visible(browser)
    assert found and all({"bulk", "multiplicity", "a.9"} <= set(row["search"].replace("/", " ").replace("_", " ").split())
                         for row in found)
    box.send_keys(" nosuchword")
    assert visible(browser) == [] and browser.find_element(By.ID, "nothing").is_displayed()
    browser.find_element(By.CSS_SELECTOR, "[data-reset]").click()
    WebDriverWait(browser, 5).until(lambda b: len(visible(b)) == len(data["paper"]["statements"]))


def test_the_index_works_with_the_keyboard_alone(page):
    browser = page("index.html")
    keys = browser.switch_to.active_element
    keys.send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert skip.text == "Skip to the content" and skip.location["y"] >= 0
    skip.send_keys(Keys.ENTER)
    browser.switch_to.active_element.send_keys("/")
    box = browser.switch_to.active_element
    assert box.get_attribute("id") == "q"
    box.send_keys("nu", Keys.TAB)
    toggle = browser.switch_to.active_element
    width = browser.execute_script("return parseFloat(getComputedStyle(arguments[0]).outlineWidth)", toggle)
    assert toggle.get_attribute("name") == "severity" and width >= 2
    toggle.send_keys(Keys.SPACE)
    assert toggle.is_selected() and len({row["severity"] for row in visible(browser)}) <= 1


def test_the_graph_lights_up_and_opens_pages(page):
    browser = page("graph.html")
    nodes = browser.find_elements(By.CSS_SELECTOR, ".graph .node")
    assert len(nodes) == len(browser.find_elements(By.CSS_SELECTOR, "main table tbody tr"))
    browser.find_element(By.CSS_SELECTOR, ".graphbox").send_keys(Keys.TAB)
    node = browser.switch_to.active_element
    assert node.get_attribute("data-node") == nodes[0].get_attribute("data-node")
    a9 = browser.find_element(By.CSS_SELECTOR, '[data-node="a-9"]')
    browser.execute_script("arguments[0].focus()", a9)
    lit = browser.execute_script("return [...document.querySelectorAll('.node.on')].map(n => n.dataset.node)")
    assert {"a-9", "a-2", "a-10", "3-5"} <= set(lit) and "x-1" not in lit and "a-3" not in lit
    script = "return [...document.querySelectorAll('.edge.on')].map(e => [e.dataset.used, e.dataset.user])"
    edges = browser.execute_script(script)
    assert ["a-2", "a-9"] in edges and ["a-2", "a-3"] not in edges
    assert "Own text: false" in a9.find_element(By.TAG_NAME, "title").get_attribute("textContent")
    a9.send_keys(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda b: b.current_url.endswith("results/a-9.html"))


@pytest.mark.parametrize("what", ["replay", "script"])
def test_copy_buttons_copy(page, what):
    browser = page("results/a-9.html")
    source = f"s-bulk-multiplicity-{what}"
    text = browser.find_element(By.ID, source).get_attribute("textContent")
    button = browser.find_element(By.CSS_SELECTOR, f'[data-copy="{source}"]')
    browser.execute_script("const around = arguments[0].closest('details'); if (around) around.open = true", button)
    button.send_keys(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda b: button.text == "Copied")
    browser = page("index.html")
    box = browser.find_element(By.ID, "q")
    box.send_keys(Keys.CONTROL, "v")
    assert " ".join(box.get_attribute("value").split()) == " ".join(text.split())


def test_no_page_is_longer_than_ten_screens_when_it_is_opened(page, site):
    for name in files(site):
        browser = page(name)
        assert browser.execute_script("return document.documentElement.scrollHeight") <= 8000, name


def test_a_link_to_a_folded_statement_unfolds_it(page):
    browser = page("results/a-9.html#s-nu-closed")
    card = browser.find_element(By.ID, "s-nu-closed")
    assert card.get_attribute("open") and 0 <= card.rect["y"] - browser.execute_script("return scrollY") < 900
    browser = page("results/a-9.html")
    assert not browser.find_element(By.ID, "s-bulk-interval").get_attribute("open")
    browser.find_element(By.CSS_SELECTOR, '.said[href="#s-bulk-interval"]').send_keys(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda b: b.find_element(By.ID, "s-bulk-interval").get_attribute("open"))


def test_what_scrolls_sideways_can_be_reached_with_the_keys_and_has_a_name(page):
    scrolled = """return [...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1
      && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
      .map(e => [e.className, e.tabIndex, e.getAttribute('aria-label')])"""
    found = []
    for name in ("results/a-9.html", "results/3-5.html", "results/a-2.html", "findings.html"):
        browser = page(name, 390)
        browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
        WebDriverWait(browser, 5).until(lambda b: all(index == 0 for _, index, _ in b.execute_script(scrolled)))
        found += browser.execute_script(scrolled)
    assert found and all(label for shown, _, label in found if "display" in shown or "matrices" in shown)


@pytest.mark.parametrize("width", [360, 820, 1280])
def test_no_page_is_wider_than_the_window(page, width):
    for name in ("index.html", "graph.html", "findings.html", "trust.html", "results/a-9.html", "results/a-3.html"):
        browser = page(name, width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, name


CONTRAST = """
const light = (c) => { const [r, g, b] = c.match(/[0-9.]+/g).map(Number).map((v) => v / 255)
  .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
  if (c !== "rgba(0, 0, 0, 0)") return c; } return "rgb(255, 255, 255)"; };
return [...document.querySelectorAll("a, p, small, .chip, code, dt, dd, th, td, summary, label, legend")]
  .filter((e) => e.checkVisibility() && e.textContent.trim())
  .map((e) => { const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.tagName + "." + e.className, e.textContent.trim().slice(0, 30)]; })
  .sort((a, b) => a[0] - b[0])[0];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_their_ground(page, scheme):
    grounds = set()
    for name in ("index.html", "findings.html", "results/a-9.html", "trust.html"):
        browser = page(name, scheme=scheme)
        browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
        ratio, *where = browser.execute_script(CONTRAST)
        assert ratio >= 4.5, (name, where)
        grounds.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(251, 250, 247)" if scheme == "light" else "rgb(20, 22, 26)"}
