"""Companion, Appendix C: whitening by QR, sampling balanced weights, subsampling, Hutchinson's estimate."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

from flint import fmpq, fmpq_mat

from verify import Stated, agrees, all_of, claim, differs, matrices_equal, whole
from verify.judge.computed import computed
from verify.judge.entries import whole_numbers_are
from verify.judge.kernels import number_is
from verify.judge.scripts import matrix_source, python_source
from verify.judge.verdicts import Exhibit
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks
from verify.nets.whitening import RawData, RawDataSets, SampledBases, SampledBasesDomain, orthogonal_columns

# notation: X' is the raw feature matrix, d_0 x n; percent is 100 alpha_max

RAW, BASES = RawDataSets(), SampledBasesDomain()
SMALL = LabelledNetworks(largest=8, reals=False)
SUBSETS = [{"n": 5000, "percent": percent} for percent in range(10, 101, 10)] + [{"n": 17, "percent": 50}]
CLASSES = 9  # classes 1 to 9, beside class 0


# derivation


def samples_of_each(point: dict) -> int:
    """The largest equal number from each of the nine classes that leaves the share alpha_max of n samples to class 0."""
    n, share = point["n"], Fraction(point["percent"], 100)
    return max(k for k in range(n + 1) if n - CLASSES * k >= share * n)


def source_of_samples(point: dict) -> str:
    """The number of samples as source of a stand-alone script."""
    n, percent = point["n"], point["percent"]
    return f"max(F(k) for k in range({n} + 1) if {n} - {CLASSES} * k >= F({percent}, 100) * {n})"


# claims, in the order of the paper


@claim("Companion C", "whitening_shape", domain=RAW)
def makes_a_feature_matrix(stated: Stated, data: RawData):
    """sqrt(n) sigma_x Q (or its transpose), Q the thin factor of a matrix of the stated shape, is of shape d_0 x n."""
    what = "columns of X"
    shape = tuple(whole(part, "size of a matrix", **data.facts) for part in (stated.rows, stated.columns))
    ways = {(data.rows, data.columns): data.matrix, (data.columns, data.rows): data.matrix.transpose()}
    if shape not in ways:
        return differs("shape of the matrix that is decomposed", shape, "that of X' or of its transpose")
    Q, _ = orthogonal_columns(ways[shape])
    made = Q if shape == (data.rows, data.columns) else Q.transpose()
    if made.ncols() == data.columns:
        return agrees(what)
    stated_shape = ", ".join(python_source(part, data.facts) for part in (stated.rows, stated.columns))
    lines = (
        f"raw = {matrix_source(data.matrix)}",
        f"M = raw if ({stated_shape}) == (len(raw), len(raw[0])) else transpose(raw)  # what is decomposed",
        "width = min(len(M), len(M[0]))  # the columns of its thin factor Q, which has len(M) rows",
    )
    exhibit = Exhibit(what, lines, "len(raw[0])", "width if M is raw else len(M)")
    return differs(what, data.columns, made.ncols(), exhibit)


@claim("Companion C", "whitening", domain=RAW)
def whitens_what_has_full_rank(stated: Stated, data: RawData):
    """With X'^T = Q R, X = sqrt(n) sigma_x Q^T, X X^T / (n sigma_x^2) is the identity on the stated number of directions."""
    Q, lengths = orthogonal_columns(data.matrix.transpose())
    gram, places = Q.transpose() * Q, list(product(range(data.rows), repeat=2))
    made = fmpq_mat(data.rows, data.rows, [gram[i, j] / (lengths[i] or 1) for i, j in places])
    one = fmpq_mat(data.rows, data.rows, [int(i == j and lengths[i] != 0) for i, j in places])
    setup, directions = (f"M = {matrix_source(data.matrix)}",), sum(length != 0 for length in lengths)
    pair = (stated.value, directions)
    rank = whole_numbers_are(data.facts, "directions that X' determines", pair, setup=setup, code="rank(M)")
    return all_of(rank, matrices_equal(made, one, "X X^T / (n sigma_x^2)"))


@claim("Companion C", "number_of_values", domain=BASES)
def is_the_largest_rank(stated: Stated, drawn: SampledBases):
    """The product of the layers has the stated rank when all singular values are positive."""
    total = None
    for number in range(1, drawn.L + 1):
        W = drawn.layer(number, number - 1)
        total = W if total is None else W * total
    return whole_numbers_are(drawn.facts, "rank of W_L … W_1", (stated.value, int(total.rank())))


@claim("Companion C", "balanced_sampling", domain=BASES)
def makes_balanced_layers(stated: Stated, drawn: SampledBases):
    """With the stated numbers of the left and right bases the layers satisfy Assumption 3, and every basis was drawn."""
    made, what = [], "balanced layers"
    for number in range(1, drawn.L + 1):
        left, right = (whole(part, "number of a basis", L=drawn.L, l=number) for part in (stated.left, stated.right))
        W = drawn.layer(left, right)
        if W is None:
            facts = {"L": drawn.L, "l": number}
            lines = (f"widths = {list(drawn.widths)}  # layer {number} is made", "drawn = [k for k, _ in enumerate(widths)]")
            needed = f"max({python_source(stated.left, facts)}, {python_source(stated.right, facts)})"
            shown = Exhibit(what, lines, needed, "max(drawn)", "printed > true")
            which = f"{what}: number of the basis that layer {number} needs"
            return differs(which, max(left, right), f"at most {drawn.L}", shown)
        made.append(W)
    for W, V in pairwise(made):
        if W.nrows() != V.ncols():
            return differs(f"{what}: shapes", W.nrows(), V.ncols())
    pairs = [matrices_equal(W * W.transpose(), V.transpose() * V, "W_l W_l^T") for W, V in pairwise(made)]
    shapes = [W.nrows() == d for W, d in zip(made, drawn.widths[1:])]
    return all_of(agrees(what), *pairs) if all(shapes) else differs(f"{what}: shapes", shapes, "all as wanted")


@claim("Companion C", "subsampling")
def leaves_its_share_to_class_0(stated: Stated):
    """The stated number is the largest equal one for nine classes that leaves the share alpha_max to class 0."""
    what = "samples from each of the classes 1 to 9"
    return computed(stated.value, SUBSETS, samples_of_each, what, source=source_of_samples)


@claim("Companion C", "figure_1_left", domain=LabelledNetworks(weights=("balanced",), residuals=("none",)))
def fits_its_own_labels(stated: Stated, net: LabelledNetwork):
    """With Y = W_L … W_1 X the loss is the stated number."""
    true = net.exact(net.arithmetic.matrix([[net.loss(net.layers)]]))[0, 0]
    return number_is(stated.value, true, "loss", net, net.facts, net.slack)


@claim("Companion C", "hutchinson", domain=SMALL)
def is_the_mean_over_random_signs(stated: Stated, net: LabelledNetwork):
    """The stated sum is the mean of z^T H z over all sign vectors z, which have the second moments of normal ones."""
    H, p = net.whole_hessian.matrix, net.network.p
    total = fmpq(0)
    for signs in product((1, -1), repeat=p):
        z = fmpq_mat(p, 1, list(signs))
        total += (z.transpose() * H * z)[0, 0]
    return number_is(stated.value, total / 2**p, "mean of z^T H z", net, {**net.facts, "hess": net.table(H)}, net.slack)
