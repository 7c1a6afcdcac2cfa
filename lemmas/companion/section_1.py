"""Companion, abstract and Section 1: what is announced, arbitrary widths, depths and numbers of samples."""

from __future__ import annotations

from verify import Stated, all_of, at_most, claim
from verify.judge.entries import whole_numbers_are
from verify.judge.kernels import spectrum_is, with_data
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks

WHITE = LabelledNetworks(weights=("balanced",), inputs=("white",), residuals=("none", "orthogonal", "none"))
FITTED = LabelledNetworks(weights=("balanced",), inputs=("white",), residuals=("none",))


@claim("Companion 1", "samples", domain=WHITE)
def is_the_rank_of_whitened_inputs(stated: Stated, net: LabelledNetwork):
    """Whitened inputs have the stated rank, and a matrix has at least as many columns as its rank."""
    rank, setup = net.rank(net.network.sigma_xx), with_data(net)
    code = "len(Sxx) - multiplicity(Sxx, 0)"
    return whole_numbers_are(net.facts, "rank of X X^T", (stated.value, rank), setup=setup, code=code)


@claim("Companion 1", "widths", domain=FITTED)
def is_the_rank_of_the_labels(stated: Stated, net: LabelledNetwork):
    """The labels have the stated rank, no layer is narrower, and that width would do: no W_l has a larger rank."""
    rank, setup = net.rank(net.Y), with_data(net)
    needed = whole_numbers_are({**net.facts, "rank_Y": rank}, "rank of Y", (stated.value, rank), setup=setup, code="rank(Y)")
    ranks = [at_most(rank, width, "rank of Y and a width") for width in net.widths]
    return all_of(needed, *ranks, *(at_most(net.rank(W), rank, "rank of a layer and of Y") for W in net.layers))


@claim("Companion 1", "eigenvalues", domain=WHITE)
def are_the_eigenvalues_of_the_true_hessian(stated: Stated, net: LabelledNetwork):
    """The true Hessian has the stated eigenvalues for all i <= rows and j <= columns, with multiplicity, and zeros."""
    return spectrum_is(net.whole_hessian, stated.value, stated.rows, stated.columns, net)
