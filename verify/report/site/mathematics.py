"""LaTeX of a revision file as MathML: converted by latex2mathml, then rebuilt from an allow-list of elements."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from markupsafe import Markup, escape

from verify.paper.quoted import formulas

LONGEST = 2000  # characters; no formula of a paper comes near
DEEPEST = 60  # nested braces
# MathML Core without links, images, scripts, foreign content or anything that loads
ELEMENTS = frozenset({
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder",
    "mover", "munderover", "mmultiscripts", "mprescripts", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle", "none",
})
ATTRIBUTES = frozenset({
    "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "separator", "form", "lspace", "rspace",
    "movablelimits", "accent", "accentunder", "minsize", "maxsize", "symmetric", "largeop", "linethickness", "columnalign",
    "width", "height", "depth",
})
VALUE = re.compile(r"[\w.+%\- ]{0,40}")
OPERATORS = frozenset("⟺⟹⟸:#±∓∼")  # the converter takes some of these for identifiers
SLANTED = frozenset("FPTVWY")
TIGHT = frozenset("|‖/#")  # TeX sets these without space around them
POSITIONAL = frozenset({
    "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts",
})
GAPS = frozenset({"mo", "mspace", "mtext"})


def mathml(latex: str, display: str = "inline") -> Markup | None:
    """A `<math>` element for a formula; None where it cannot be rendered faithfully: then the source is to be shown.

    The text cannot become markup: every element and attribute of the result is on the allow-list, all text is escaped.
    """
    inside = _inside(latex)
    return None if inside is None else Markup(f'<math display="{escape(display)}">') + inside + Markup("</math>")


def with_formulas(words: str) -> Markup:
    """Words with $LaTeX$ between them, the formulas rendered; one that cannot be is shown as its source."""
    made = Markup("")
    for piece, latex in formulas(words):
        made += (mathml(piece) or Markup("<code>{}</code>").format(piece)) if latex else escape(piece)
    return made


@lru_cache(maxsize=8192)
def _inside(latex: str) -> Markup | None:
    if not latex.strip() or len(latex) > LONGEST or _depth(latex) > DEEPEST:
        return None
    from latex2mathml.converter import convert

    try:
        tree = ElementTree.fromstring(convert(_usual(latex)))
        built = _rebuilt(tree)
    except Exception:  # the converter raises many kinds of errors on what it does not know; all mean the same here
        return None
    if "\\" in "".join(built.itertext()):
        return None  # a command that it passed through unread
    return Markup("").join(Markup(ElementTree.tostring(child, encoding="unicode")) for child in built)


def _usual(latex: str) -> str:
    """The same formula in the words that the converter knows."""
    return re.sub(r"\\operatorname\*?\s*\{", r"\\mathrm{", latex)


def _depth(latex: str) -> int:
    depth = deepest = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest


def _rebuilt(node: ElementTree.Element, script: bool = False) -> ElementTree.Element:
    name = _name(node)
    if name not in ELEMENTS:
        raise ValueError(f"element {name} is not allowed")
    if name == "mrow" and len(node) > 1 and all(_upright_letter(child) for child in node):
        word = ElementTree.Element("mi")  # \\mathrm{rk} comes letter by letter
        word.text = "".join(child.text or "" for child in node)
        return word
    text = node.text or ""
    if name == "mi" and text == "~":
        text = "∼"
    new = ElementTree.Element("mo" if name == "mi" and text in OPERATORS else name)
    for key, value in node.attrib.items():
        if key in ATTRIBUTES and VALUE.fullmatch(value):
            new.set(key, value)
    new.text = text
    if name == "mi" and len(text) == 1 and "\u0391" <= text <= "\u03a9":
        new.set("mathvariant", "normal")  # capital Greek is upright in TeX
    if name in ("mi", "mn") and node.get("mathvariant") == "bold":
        new.text = "".join(map(_bold, text))  # browsers know no other variant than normal
        new.attrib.pop("mathvariant")
    if new.tag == "mo" and (text in TIGHT or (script and not text.isalpha())):  # TeX sets scripts without such spaces
        new.set("lspace", "0")
        new.set("rspace", "0")
    positional = name in POSITIONAL
    scripts = positional and name not in ("mfrac", "msqrt", "mroot")
    children = [_rebuilt(child, script or (scripts and n > 0)) for n, child in enumerate(node)]
    if name == "msup" and len(children) == 2 and (children[0].text or "") in SLANTED:
        raised = ElementTree.Element("mrow")  # not every browser keeps the script off the arm of a slanted letter
        raised.extend([ElementTree.Element("mspace", width="0.1em"), children[1]])
        children[1] = raised
    new.extend(children if positional or name in ("mtable", "mtr") else _spaced(children))
    return new


def _spaced(children: list[ElementTree.Element]) -> list[ElementTree.Element]:
    """A thin space between the name of a function and what is no operator, as TeX sets it."""
    spaced: list[ElementTree.Element] = []
    for before, child in zip([None, *children], children):
        if before is not None and (_function(before) or _function(child)) and not {before.tag, child.tag} & GAPS:
            spaced.append(ElementTree.Element("mspace", width="0.167em"))
        spaced.append(child)
    return spaced


def _function(node: ElementTree.Element) -> bool:
    return node.tag == "mi" and len(node.text or "") > 1


def _upright_letter(node: ElementTree.Element) -> bool:
    return _name(node) == "mi" and node.get("mathvariant") == "normal" and (node.text or "").isalpha()


def _bold(character: str) -> str:
    for first, last, start in (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("0", "9", 0x1D7CE)):
        if first <= character <= last:
            return chr(start + ord(character) - ord(first))
    return character


def _name(node: ElementTree.Element) -> str:
    return node.tag.rsplit("}", 1)[-1]
