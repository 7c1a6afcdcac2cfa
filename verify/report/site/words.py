"""Words and signs for verdicts and severities, the same on every page: no colour stands without both."""

from __future__ import annotations

from verify.paper.statements import SEVERITIES
from verify.report.distinct import WORDS
from verify.report.site.model import NOT_RUN

VERDICTS = {
    "REFUTED": ("refuted", "✗", "one exact or certified instance contradicts the wording, and is shown"),
    "ERROR": ("error", "!", "the check itself broke: neither a pass nor a refutation"),
    "UNDECIDED": ("undecided", "?", "nothing was decided, or no instance satisfied the assumptions; never a pass"),
    "SUPPORTED": ("supported", "●", "so many instances agree, exactly or to so many certified digits; not a proof"),
    "PROVED": ("proved", "✓", "an argument covers the whole scope that stands beside it"),
    NOT_RUN: ("notrun", "–", "not examined in this run"),
}
SIGNS = {
    "false": ("■", "false"),
    "reading": ("◧", WORDS["reading"]),
    "gap": ("○", "gap"),
    "misprint": ("△", WORDS["misprint"]),
    "convention": ("◇", "convention"),
    "none": ("✓", "stands"),
    "open": ("–", "no finding"),
}
MEANINGS = {
    **SEVERITIES,
    "none": "nothing was found against it",
    "open": "no finding, but this run does not show that it stands",
}
STATUSES = {
    "none": "stands as printed",
    "convention": "stands, with a convention",
    "misprint": "stands, with a slip of the pen",
    "gap": "a step of the proof is false as printed, the statement stands",
    "reading": "true only with an assumption that is not stated",
    "false": "false as printed",
}


def status_key(status: str) -> str:
    """The severity that shows a status: "stands" is "none"."""
    return "none" if status == "stands" else status


def vocabulary() -> dict[str, object]:
    """What templates call these words by."""
    return {
        "verdict_order": list(VERDICTS),
        "verdict_class": {name: v[0] for name, v in VERDICTS.items()},
        "verdict_sign": {name: v[1] for name, v in VERDICTS.items()},
        "verdict_meaning": {name: v[2] for name, v in VERDICTS.items()},
        "severity_order": list(SIGNS),
        "severity_sign": {name: s[0] for name, s in SIGNS.items()},
        "severity_word": {name: s[1] for name, s in SIGNS.items()},
        "severity_short": {name: "assumption" if name == "reading" else s[1] for name, s in SIGNS.items()},
        "severity_meaning": MEANINGS,
        "status_words": {"stands": STATUSES["none"], **STATUSES},
        "status_key": status_key,
    }
