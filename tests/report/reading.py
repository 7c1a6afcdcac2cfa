"""How the tests of the site read its pages, what must hold on every page of any site, and a run full of hostile text."""

from __future__ import annotations

import copy
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

PUBLISHED = re.compile(r"https://arxiv\.org/abs/\d{4}\.\d{4,5}")
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """The elements, links, anchors and text of a page; fails on elements that are not closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.open)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    @property
    def ids(self):
        return [a["id"] for _, a in self.elements if "id" in a]

    @property
    def links(self):
        return [a[key] for _, a in self.elements for key in ("href", "src") if key in a]


def pages_of(site):
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def assert_links_lead_somewhere(site):
    """Every link of every page leads to a file of the site, to an anchor there, and none out of it but to the paper."""
    pages = pages_of(site)
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in (link for link in page.links if not PUBLISHED.fullmatch(link)):
            assert not re.match(r"[a-z+]+:|//", link), (path, link)
            file, _, anchor = link.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path.resolve()
            assert target.is_relative_to(site.resolve()) and target.is_file(), (path, link)
            if anchor and "=" not in anchor:
                assert anchor in pages[site / target.relative_to(site.resolve())].ids, (path, link)
    return pages


def assert_pages_forbid_the_rest(pages):
    """Every page has a policy that forbids what it does not need, and nothing that the policy would stop."""
    for path, page in pages.items():
        policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
        for tag, attributes in page.elements:
            assert tag not in ("iframe", "object", "embed", "style"), path
            assert tag != "script" or set(attributes) == {"src", "defer"}
            assert not any(key.startswith("on") or key == "style" for key in attributes), (path, attributes)


BOMBS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "</title></textarea><script>alert(1)</script>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "javascript:alert(1)",
    "../../../etc/passwd",
    "&lt;b&gt; &amp;",
)
LATEX_BOMBS = (
    r"\text{<script>alert(1)</script>}",
    r"\text{<mtext onclick='alert(1)'>x</mtext>}",
    r"\href{javascript:alert(1)}{x}",
    r"\style{background:url(http://a.b/c)}{x}",
    r"x</math><script>alert(1)</script>",
    r"\includegraphics{http://a.b/c.png}",
    r"\text{&lt;b onmouseover=alert(1)&gt;}",
    r"\unknown{x}",
    "{" * 5000,
    r"\frac" * 400,
)


def hostile(data):
    """The run with a bomb in every text."""
    number = iter(range(10**6))

    def fill(value, key=""):
        if isinstance(value, dict):
            return {k: fill(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [fill(v, key) for v in value]
        keep = ("verdict", "severity", "kind", "reading", "own_status", "effective_status", "id", "result", "label", "setup")
        keep += ("wording",)
        if not isinstance(value, str) or key in (*keep, "uses", "foundations", "because_of", "revision"):
            return value
        n = next(number)
        return LATEX_BOMBS[n % len(LATEX_BOMBS)] if key == "latex" else f"{BOMBS[n % len(BOMBS)]} {n}"

    bad = fill(copy.deepcopy(data))
    label = BOMBS[1]
    rename = {"A.9": label, "A.2": "../../x", "A.1": "..", "A.5": BOMBS[0]}
    for result in bad["paper"]["results"]:
        result["label"] = rename.get(result["label"], result["label"])
        for key in ("uses", "foundations", "because_of"):
            result[key] = [rename.get(x, x) for x in result[key]]
    for s in bad["paper"]["statements"]:
        s["result"] = rename.get(s["result"], s["result"])
    return bad
