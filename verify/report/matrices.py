"""Matrices side by side as text, and long rationals as decimals with an ellipsis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

LONG = re.compile(r"(?<![\d.])(?:-?\d{7,}/\d+|-?\d+/\d{7,}|-?\d{25,})|\[(-?\d+\.\d{6})\d{10,} \+/- [\d.e-]+\]")
WIDTH = 100


def matrix_lines(named: Mapping[str, Any], width: int = WIDTH) -> Iterator[str]:
    """Some exact matrices with their names, beside one another as far as the width allows."""
    blocks = [_block(name, M) for name, M in named.items()]
    line: list[list[str]] = []
    for block in blocks:
        if line and sum(len(b[0]) + 3 for b in line) + len(block[0]) > width:
            yield from _joined(line)
            line = []
        line.append(block)
    yield from _joined(line)


def _block(name: str, M: Any) -> list[str]:
    rows = [[plainly(str(x)) for x in row] for row in M.tolist()]
    sizes = [max(len(row[j]) for row in rows) for j in range(len(rows[0]))] if rows and rows[0] else []
    texts = ["[" + "  ".join(f"{x:>{n}}" for x, n in zip(row, sizes)) + "]" for row in rows] or ["[]"]
    middle = (len(texts) - 1) // 2
    head = f"{name} = "
    return [(head if k == middle else " " * len(head)) + text for k, text in enumerate(texts)]


def _joined(blocks: list[list[str]]) -> Iterator[str]:
    height = max(map(len, blocks), default=0)
    padded = [b + [" " * len(b[0])] * (height - len(b)) for b in blocks]
    for k in range(height):
        yield "   ".join(b[k] for b in padded).rstrip()


def plainly(text: str) -> str:
    """A text with its long rationals as decimals: 0.333…"""
    return LONG.sub(lambda match: f"{match[1]}…" if match[1] else _decimal(match[0]), text)


def _decimal(number: str) -> str:
    from fractions import Fraction

    value = Fraction(number)
    shown = f"{float(value):.6g}" if abs(value) < 10**300 else f"{str(value)[:6]}"
    return f"{shown}…"
