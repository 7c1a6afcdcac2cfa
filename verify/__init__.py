"""A proof verifier for machine-learning theory: what a user calls, and the names that a lemma module uses.

    import verify
    verify.check("A.9", L=6)                            # a lemma on exact Hessians, and its proofs
    verify.counterexample("A.9/bulk_multiplicity")      # the smallest network where a printed statement fails
    verify.hessian_spectrum([10, 20, 20, 16], rank=4)   # all eigenvalues, certified; or weights=[W1, …], data=(X, Y)
    verify.try_formula("A.9/bulk_multiplicity", "(rank_xx + d_L - 2*r)*r")
    verify.audit("mine.toml")                           # what a revision of a paper changed, and whether it is true

docs/api.md says more of each.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import verify.early  # noqa: F401 - first, so that Ctrl-C during the imports below says so in one word

if TYPE_CHECKING:  # what a lemma module uses; loaded name by name when it is asked for, so that `import verify` costs little
    from verify.judge.agreement import certain, count_agrees, number_agrees, truth_agrees, whole, whole_power
    from verify.judge.claims import Stated, claim
    from verify.judge.compare import (
        all_of,
        at_most,
        count_is,
        distinct_nonzero_is,
        holds_exactly,
        is_eigenvalue,
        matrices_equal,
        multiplicity_is,
        none_between,
        nullity_is,
        rank_is,
        same_up_to_zeros,
        square_at_most,
        value_is,
    )
    from verify.judge.questions import Equivalence, at_most_everywhere, every, follows_from, identity
    from verify.judge.spaces import Space
    from verify.judge.verdicts import agrees, differs, nothing, undecided
    from verify.nets import differences, kronecker
    from verify.nets.blocks import BlockMatrices, BlockMatrix
    from verify.nets.domains import BalancedNetworks
    from verify.nets.recipes import BalancedNetwork
    from verify.nets.training import TrainedNetwork, TrainedNetworks
    from verify.reason.signs import rising
    from verify.reason.variables import integer, nonnegative, positive
    from verify.spectra.exact import SymmetricMatrix

__all__ = [
    "BalancedNetwork",
    "BalancedNetworks",
    "BlockMatrices",
    "BlockMatrix",
    "Equivalence",
    "Space",
    "Stated",
    "SymmetricMatrix",
    "TrainedNetwork",
    "TrainedNetworks",
    "agrees",
    "all_of",
    "at_most",
    "at_most_everywhere",
    "certain",
    "claim",
    "count_agrees",
    "count_is",
    "differences",
    "differs",
    "distinct_nonzero_is",
    "every",
    "follows_from",
    "holds_exactly",
    "identity",
    "integer",
    "is_eigenvalue",
    "kronecker",
    "matrices_equal",
    "multiplicity_is",
    "none_between",
    "nonnegative",
    "nothing",
    "nullity_is",
    "number_agrees",
    "positive",
    "rank_is",
    "rising",
    "same_up_to_zeros",
    "square_at_most",
    "truth_agrees",
    "undecided",
    "value_is",
    "whole",
    "whole_power",
]

__version__ = "0.1.0"
LEMMAS = {  # where each name that a lemma module uses lives
    "judge.agreement": "certain count_agrees number_agrees truth_agrees whole whole_power",
    "judge.claims": "Stated claim",
    "judge.compare": "all_of at_most count_is distinct_nonzero_is holds_exactly is_eigenvalue matrices_equal "
    "multiplicity_is none_between nullity_is rank_is same_up_to_zeros square_at_most value_is",
    "judge.questions": "Equivalence at_most_everywhere every follows_from identity",
    "judge.spaces": "Space",
    "judge.verdicts": "agrees differs nothing undecided",
    "nets": "differences kronecker",
    "nets.blocks": "BlockMatrices BlockMatrix",
    "nets.domains": "BalancedNetworks",
    "nets.recipes": "BalancedNetwork",
    "nets.training": "TrainedNetwork TrainedNetworks",
    "reason.signs": "rising",
    "reason.variables": "integer nonnegative positive",
    "spectra.exact": "SymmetricMatrix",
}
USER = {  # where each name that a user calls lives: loaded when it is asked for, as a lemma module needs none of it
    "audit": "audits",
    "check": "checks",
    "counterexample": "witnesses",
    "hessian_spectrum": "hessians",
    "try_formula": "checks",
}


def __getattr__(name: str) -> Any:
    home = f"api.{USER[name]}" if name in USER else next((m for m, held in LEMMAS.items() if name in held.split()), None)
    if home is None:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    if home == "nets":  # modules of that room
        found: Any = import_module(f"verify.nets.{name}")
    else:
        found = getattr(import_module(f"verify.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *USER, *__all__})
