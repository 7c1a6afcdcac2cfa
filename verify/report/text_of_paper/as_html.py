"""The text as one page that opens from disk: MathML for formulas, marks in the margin that can be switched off."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from verify.report.site.mathematics import mathml
from verify.report.text_of_paper.contents import Block, Figure, Heading, Stated, Table

STYLE = """
body { font: 17px/1.5 Georgia, serif; max-width: 42rem; margin: 2rem 14rem 4rem 2rem; color: #1c1c1c; background: #fff }
h1 { font-size: 1.7rem } h2 { font-size: 1.3rem; margin-top: 2.4rem } code { font: 0.86em/1.4 ui-monospace, monospace }
.stated { border-left: 3px solid #0f7c94; padding-left: 0.8rem; margin: 1rem 0; position: relative }
.mark { position: absolute; left: 103%; top: 0; width: 11rem; font: 0.75rem/1.3 sans-serif; color: #2e6b3c }
.mark.open { color: #b3261e } .formula { text-align: center; overflow-x: auto; padding: 0.3rem 0 }
figure { margin: 1.5rem 0 } figure img { max-width: 100% } figcaption { font-size: 0.85rem }
table { border-collapse: collapse; font-size: 0.8rem }
td, th { border-bottom: 1px solid #ccc; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top }
 #marks:not(:checked) ~ main .mark { display: none } label { font: 0.8rem sans-serif }
@media (max-width: 60rem) { body { margin: 1rem } .mark { position: static; display: block; width: auto } }
@media print { #marks, label { display: none } }
"""


def page(blocks: Iterable[Block], title: str) -> str:
    """The whole page. All text is escaped; nothing is loaded from elsewhere."""
    body = Markup("\n").join(_block(block) for block in blocks)
    head = Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width">')
    head += Markup("<title>{}</title><style>{}</style>").format(title, Markup(STYLE))
    switch = Markup('<input type="checkbox" id="marks" checked><label for="marks">verdicts in the margin</label>')
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{switch}<main>\n{body}\n</main></body></html>\n'


def _block(block: Block) -> Markup:
    if isinstance(block, Heading):
        level = Markup(str(block.level))
        return Markup("<h{}>{}</h{}>").format(level, block.text, level)
    if isinstance(block, Table):
        head = Markup("").join(Markup("<th>{}</th>").format(cell) for cell in block.heads)
        rows = [Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row) for row in block.rows]
        body = Markup("\n").join(Markup("<tr>{}</tr>").format(row) for row in rows)
        return Markup("<table><tr>{}</tr>\n{}</table>").format(head, body)
    if isinstance(block, Stated):
        return _stated(block)
    if isinstance(block, Figure):  # as data: nothing in a picture runs, and nothing is loaded from elsewhere
        data = base64.b64encode(block.svg).decode("ascii")
        text = Markup("<figcaption>{}</figcaption>").format(inline(block.caption))
        picture = Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(block.caption, data)
        return Markup("<figure>{}{}</figure>").format(picture, text)
    return Markup("<p>{}{}</p>").format("• " if block.item else "", inline(block.text))


def _stated(block: Stated) -> Markup:
    formula = mathml(block.latex, "block") or Markup("<code>{}</code>").format(block.latex)
    good = block.mark.startswith(("proved", "instances"))
    mark = Markup('<span class="mark{}" title="{}">{}</span>').format("" if good else " open", block.id, block.mark)
    text = Markup("<p><b>{}.</b> {}</p>").format(block.where, block.sentence)
    anchor = re.sub(r"[^A-Za-z0-9]+", "-", block.id)
    return Markup('<div class="stated" id="{}">{}{}<div class="formula">{}</div></div>').format(anchor, mark, text, formula)


def inline(text: str) -> Markup:
    """Stressed words and formulas in plain signs; everything else is text."""
    made = Markup("")
    for part in re.split(r"(`[^`]+`|\*[^*\s][^*]*\*)", text):
        if part.startswith("`") and part.endswith("`") and len(part) > 2:
            made += Markup("<code>{}</code>").format(part[1:-1])
        elif part.startswith("*") and part.endswith("*") and len(part) > 2:
            made += Markup("<em>{}</em>").format(part[1:-1])
        else:
            made += escape(part)
    return made
