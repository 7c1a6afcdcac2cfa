"""A certified spectrum as JSON, and what is guaranteed of it in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from verify.judge.spectrum_run import SpectrumAnswer, decimal_clusters

METHODS = {
    "components": "split by exact zeros of the matrix; each component is refined and enclosed by rigorous residual bounds",
    "structure-free": "the whole matrix is refined in exact integer products and enclosed by rigorous residual bounds",
    "exact": "characteristic polynomials over Q, one for each component; multiplicities are proved",
    "float": "float64 with rigorous residual bounds",
}
GUARANTEE = (
    "each interval, ends included, holds exactly that many eigenvalues of the Hessian at these weights; the Hessian is exact"
)


def foot(answer: SpectrumAnswer) -> Iterator[str]:
    """What was done, to which weights, and what is guaranteed."""
    yield f"route      {answer.question.route}: {METHODS[answer.question.route]}"
    yield f"weights    {answer.weights}"
    yield f"guarantee  {GUARANTEE}"


def as_json(answer: SpectrumAnswer) -> dict[str, Any]:
    """The same as data; numbers are decimal texts."""
    q = answer.question
    return {
        "network": q.recipe,
        "steps": q.steps,
        "eta": str(q.eta),
        "p": q.p,
        "digits": q.digits,
        "route": q.route,
        "weights": answer.weights,
        "guarantee": GUARANTEE,
        "clusters": [
            {"low": low, "high": high, "multiplicity": e.multiplicity, "how": e.how}
            for low, high, e in decimal_clusters(answer)
        ],
    }
