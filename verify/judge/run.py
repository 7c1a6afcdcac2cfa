"""The options of a run, shared by both doors, and what they mean."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from verify.errors import BadInput

LARGEST_DEPTH = 64
DEPTHS = (2, 3, 4, 5, 6, 7, 8)  # none left out: an error may vanish at all the others
DEEP = (12, 9, 10, 11, 13, 14, 15, 16)  # one of them for each seed, on networks of the least widths
EXAMPLES = {"default": 20, "thorough": 1000}  # instances for each sampled claim, by profile
THOROUGH_DEPTHS = (2, 3, 4, 5, 6, 7, 8, 10, 12)


@dataclass(frozen=True)
class Run:
    """What both doors let a user fix. Depths, widths and rank limit the instances that are drawn, never a proof's scope."""

    depths: tuple[int, ...] = DEPTHS
    widths: tuple[int, ...] | None = None
    rank: int | None = None
    examples: int = 20
    dps: int = 50
    seed: int = 0
    revision: str = "full-text"
    reading: str = "both"  # "printed", "repaired" (the repaired paper alone), or both
    fixed: bool = False  # the user chose the depths, so no other one is drawn

    @property
    def deep(self) -> int | None:
        """A depth beyond the usual ones, another one for the next seed; None where the user fixed depths or sizes."""
        return None if self.fixed or self.widths or self.rank else DEEP[self.seed % len(DEEP)]

    def options(self) -> str:
        """The command-line options that make this run again."""
        parts = []
        if (self.fixed or self.depths != DEPTHS) and self.widths is None:
            parts.append(f"--L {','.join(map(str, self.depths))}")
        if self.widths is not None:
            parts.append(f"--widths {','.join(map(str, self.widths))}")
        for name, value, default in (
            ("rank", self.rank, None),
            ("examples", self.examples, 20),
            ("dps", self.dps, 50),
            ("seed", self.seed, 0),
            ("revision", self.revision, "full-text"),
            ("reading", self.reading, "both"),
        ):
            if value != default:
                parts.append(f"--{name} {value}")
        return " ".join(parts)


def read_run(
    L: str | None = None,
    widths: str | None = None,
    rank: int | None = None,
    examples: int | None = None,
    dps: int = 50,
    seed: int = 0,
    revision: str = "full-text",
    reading: str = "both",
    profile: str = "default",
) -> Run:
    """A Run from the texts of the options. Raises BadInput with one line that says what was expected."""
    if profile not in EXAMPLES:
        raise BadInput(f"--profile {profile}: must be {' or '.join(EXAMPLES)}")
    if examples is None:
        examples = EXAMPLES[profile]
    sizes = None if widths is None else _integers("--widths", widths, 1, 64)
    usual = DEPTHS if profile == "default" else THOROUGH_DEPTHS
    depths = usual if L is None else _integers("--L", L, 1, LARGEST_DEPTH)
    if sizes is not None:
        if len(sizes) < 2:
            raise BadInput("--widths needs at least two numbers, d_0,…,d_L; for example --widths 2,2,1")
        depth = len(sizes) - 1
        if L is not None and depths != (depth,):
            raise BadInput(
                f"--widths {widths} is a network of depth {depth}, but --L {L} was asked for; L + 1 widths are needed"
            )
        depths = (depth,)
        d_star = min(sizes[0], sizes[-1])
        if sum(a * b for a, b in itertools.pairwise(sizes)) > 400:
            raise BadInput(
                f"--widths {widths}: more than 400 parameters; exact spectra of random instances are too slow there"
            )
        if rank is not None and rank > d_star:
            raise BadInput(f"--rank {rank} is above d* = min(d_0, d_L) = {d_star} of --widths {widths}")
    if rank is not None and not 1 <= rank <= 8:
        raise BadInput(f"--rank {rank}: must be an integer from 1 to 8")
    if rank is not None and sizes is None and rank * rank * max(depths) > 400:
        raise BadInput(
            f"--rank {rank} at --L {max(depths)}: more than 400 parameters; give a smaller depth or rank, or --widths"
        )
    for name, value, least, most in (
        ("examples", examples, 1, 100_000),
        ("dps", dps, 30, 1000),
        ("seed", seed, 0, 2**63),
    ):
        if not least <= value <= most:
            raise BadInput(f"--{name} {value}: must be an integer from {least} to {most}")
    if reading not in ("printed", "repaired", "both"):
        raise BadInput(f"--reading {reading}: must be printed, repaired or both")
    return Run(depths, sizes, rank, examples, dps, seed, revision, reading, L is not None)


def _integers(option: str, text: str, least: int, most: int) -> tuple[int, ...]:
    """Integers from "6", "2,3,6" or "2..8"."""
    found: list[int] = []
    for part in str(text).split(","):
        match = re.fullmatch(r"\s*(\d{1,4})\s*(?:\.\.\s*(\d{1,4})\s*)?", part)
        if match is None or (option == "--widths" and match[2]):
            example = "6, 2,3,6 or 2..8" if option == "--L" else "3,4,2"
            raise BadInput(f"{option} {text}: {part.strip()!r} is not an integer; write for example {example}")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise BadInput(f"{option} {text}: the range {part.strip()} is backwards; write {last}..{first}")
        if not least <= first <= last <= most:
            raise BadInput(f"{option} {text}: every number must be from {least} to {most}")
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found)) if option == "--L" else tuple(found)
