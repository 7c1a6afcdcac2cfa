"""A proof verifier for machine-learning theory. These are the names that a lemma module uses."""

import verify.early  # noqa: F401 - first, so that Ctrl-C during the imports below says so in one word
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
