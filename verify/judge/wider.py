"""Wider domains whose instances the claims of a narrower one can read: for what lies beyond an assumption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from verify.nets.chosen import Chosen
from verify.nets.courses import Courses
from verify.nets.critical_draws import CriticalNetworks
from verify.nets.domains import BalancedNetworks
from verify.nets.labelled_draws import LabelledNetworks
from verify.nets.losses import WatchedDescents
from verify.nets.minimum import NetworksAtTheMinimum
from verify.nets.snapshots import Snapshots
from verify.nets.tilted import TiltedNetworks
from verify.nets.training import TrainedNetworks

HEADS, TAILS = ("wide", "uniform", "close"), ("any", "zero", "small")
BALANCED = BalancedNetworks(heads=HEADS, tails=TAILS, reals=False)
ETAS = ("1/2", "1", "3/2", "4")


def widenings(domain: Any) -> list[Any]:
    """The domain widened in one way at a time, and in all: other heads, tails, inputs, weights, steps, over Q."""
    match domain:
        case BalancedNetworks():
            return _each(domain, heads=HEADS, tails=TAILS)
        case NetworksAtTheMinimum():
            return [replace(BALANCED, tails=("zero",)), replace(BALANCED, heads=("uniform",)), BALANCED]
        case TrainedNetworks():
            return [replace(domain, networks=BALANCED, exact_steps=(1, 2)), replace(domain, etas=ETAS, exact_steps=(1, 2))]
        case TiltedNetworks():
            return [replace(domain, trained=trained) for trained in widenings(domain.trained)]
        case WatchedDescents():
            small = replace(BALANCED, largest=2)
            return [replace(domain, networks=small, exact_steps=(1, 2)), replace(domain, etas=ETAS, exact_steps=(1, 2))]
        case LabelledNetworks():
            wide = LabelledNetworks()
            return _each(domain, residuals=wide.residuals, inputs=wide.inputs, weights=wide.weights)
        case CriticalNetworks():
            kinds, inputs = ("level", "uniform", "balanced", "free"), ("white", "multiple", "raw")
            return _each(domain, learns=("all", "part", "room"), inputs=inputs, layers=kinds)
        case Snapshots():
            return _each(replace(domain, exact_steps=(0, 1)), heads=("any", "near", "levels"), tails=("any", "zero"))
        case Courses():
            tails = ("tilted", "both", "seen", "hidden", "none")
            return _each(domain, tails=tails, beyond=True, level=False)
        case Chosen():
            return widenings(domain.domain)
    return [domain]


def _each(domain: Any, **fields: Any) -> list[Any]:
    """One domain for each field that is widened, and one with all."""
    exact = replace(domain, reals=False)
    singly = [replace(exact, **{name: value}) for name, value in fields.items() if getattr(domain, name) != value]
    return [*singly, *([replace(exact, **fields)] if len(singly) > 1 else [])] or [exact]


def rare(domain: Any) -> Iterator[Mapping[str, Any]]:
    """Recipes of strata that draws seldom meet: right singular vectors across the range of a singular covariance."""
    if isinstance(domain, TiltedNetworks):
        for widths, tail in (([3, 2, 2], "1/2"), ([3, 2, 2, 2], "1/2"), ([3, 3, 2], "1"), ([4, 2, 2], "1/8")):
            for steps in (1, 2):
                made = {"L": len(widths) - 1, "widths": widths, "r": 1, "head": ["1/2"], "tail": [tail], "tilt": ["1/2"]}
                yield {**made, "eta": "1/8", "steps": steps}
        two = {"L": 3, "widths": [4, 3, 3, 3], "r": 1, "head": ["1/2"], "tail": ["1/2", "1/4"]}
        yield {**two, "tilt": ["1/2", "1/3", "1/2"], "eta": "1/8", "steps": 1}
