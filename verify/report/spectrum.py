"""A certified spectrum as text and as JSON: one line for each cluster of eigenvalues."""

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


def _title(answer: SpectrumAnswer) -> str:
    q, r = answer.question, answer.question.recipe
    head = f"head {', '.join(r['head'])}" if "head" in r else "sampled head"
    at = f"after {q.steps} steps of gradient descent with eta = {q.eta}" if q.steps else "at t = 0"
    seed = f", seed {r['seed']}" if "seed" in r else ""
    widths = ",".join(map(str, r["widths"]))
    return f"Hessian of a balanced network {widths}, r = {r['r']}, rank Sigma_xx = {r['rank_xx']}, {head}{seed}, {at}"


def text(answer: SpectrumAnswer) -> Iterator[str]:
    """The clusters, the greatest last, and what is guaranteed."""
    rows = decimal_clusters(answer)
    yield _title(answer)
    yield ""
    width = max((len(e.how) for _, _, e in rows), default=0)
    yield f"times  {'what':{width}}  where (one value: all of them are one number; interval: they may differ)"
    for low, high, e in rows:
        yield f"{e.multiplicity:>5}  {e.how:{width}}  " + (f"[{low}, {high}]" if low != high else low)
    total = sum(e.multiplicity for _, _, e in rows)
    yield f"{total:>5}  eigenvalues in {len(rows)} clusters; p = {answer.question.p}"
    yield ""
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
