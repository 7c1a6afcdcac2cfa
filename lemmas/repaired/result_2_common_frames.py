"""Lemma 2: the layers keep a common singular value decomposition exactly when Sigma_xx commutes with A^T A. Uses Lemma 1.

Proof in words: docs/proofs/repaired/R.2.md.
"""

from __future__ import annotations

from lemmas import gradient_step as step
from verify import Stated, claim
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses

# notation: A = W_0^(L:1)

COURSES = Courses(tails=("tilted", "seen", "tilted", "both"), beyond=True, reals=False)


def tied_tails(depth: int) -> list[dict]:
    """Two tail values turned across the range of Sigma_xx: equal ones keep a common decomposition, different ones do not."""
    sizes = {
        "L": depth,
        "widths": [4, *[3] * depth],
        "r": 1,
        "rank_xx": 3,
        "head": ["3/4"],
        "eta": f"1/{2 * depth}",
        "steps": 2,
    }
    turns = ["0", "1/2", "1/3"]
    tails = (["1/2", "1/2"], ["1/2", "1/3"], ["3/4", "3/4"], ["1/2", "0"])
    return [{**sizes, "steps": 2 if depth < 4 else 1, "tail": tail, "tilt": turns} for tail in tails]


TIED = Chosen(COURSES, tied_tails)


# claims


@claim("R.2", "common", domain=COURSES)
@claim("R.2", "common", domain=TIED, at="with_tied_tails")
def keeps_the_frames_exactly_when(stated: Stated, net: Course):
    """The layers keep a common W_t^k = U_k diag V_k^T, for all k and t, exactly when the stated condition holds."""
    net = net if net.steps else Course({**net.recipe, "steps": 1})
    return step.frames_kept_exactly_when(stated, net)
