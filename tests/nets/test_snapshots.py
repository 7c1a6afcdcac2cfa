"""Snapshots: a trained network at its last step, its norms as exact numbers or narrow balls, and its strata."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import given, settings

from verify.errors import BadInput
from verify.judge.run import read_run
from verify.kernel import witness as kit
from verify.nets.networks import realisable
from verify.nets.snapshots import PARAMETERS, Snapshot, Snapshots, rounded, spectral_norm
from verify.spectra.exact import SymmetricMatrix

SCALAR = {"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["1/2"], "eta": "1/4", "steps": 1, "noise": "1"}
WIDE = {
    "L": 3, "widths": [2, 2, 2, 3], "r": 1, "rank_xx": 2, "head": ["3/2"], "tail": ["1/2"], "U": ["1/2", "1"], "V": ["2"],
    "eta": "1/16", "steps": 1,
}  # fmt: skip


def in_kit(net):
    W = [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in net.layers]
    return W, *([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in (net.sigma_xx, net.sigma_yx))


def test_scalar_snapshot_by_hand():
    net, x = Snapshot(SCALAR), fmpq(19, 32)  # 1/2, then 1/2 + 3/32
    assert (net.values, net.head) == ([x], [x])
    assert (net.residuals(0), net.residual_norm(1)) == ([fmpq(-3, 4)], 1 - x**2)
    assert net.hessian.matrix == fmpq_mat(2, 2, [x**2, 2 * x**2 - 1, 2 * x**2 - 1, x**2])
    assert net.outer_product_hessian.matrix == fmpq_mat(2, 2, [x**2] * 4)
    assert net.functional_norm == 1 - x**2
    assert net.weighted_gram.matrix == fmpq_mat(1, 1, [2 * x**2])
    assert [net.loss(t) for t in (0, 1)] == [fmpq(25, 32), (1 - x**2) ** 2 / 2 + fmpq(1, 2)]
    facts = net.facts
    assert (facts["m_t"], facts["delta_t"], facts["mu_t"], facts["top_t"]) == (x, 0, x, x)
    assert (facts["spread_t"], facts["tail_t"], facts["omega_t"], facts["L_min"]) == (0, 0, 1 - x**2, fmpq(1, 2))
    assert (facts["alpha"], net.p, net.rounding) == (fmpq(1, 4), 2, 0)


def test_facts_of_a_spread_head():
    shape = {"L": 2, "widths": [3, 3, 3], "r": 2, "rank_xx": 3, "eta": "1/9", "steps": 0, "slack": "1/8"}
    facts = Snapshot({**shape, "head": ["1/2", "2"], "tail": ["1/3"]}).facts
    assert (facts["m_t"], facts["delta_t"], facts["spread_t"]) == (fmpq(5, 4), fmpq(3, 4) + fmpq(1, 8), fmpq(3, 2))
    assert (facts["mu_t"], facts["tail_t"], facts["top_t"], facts["omega_t"]) == (fmpq(1, 2), fmpq(1, 3), 2, 3)
    # 2 steps to 2 - 3 * 2 / 9 = 4/3, 1/2 rises: the least value of all is 1/2
    assert (facts["alpha"], facts["omega_head"]) == (fmpq(1, 4), 3)


def test_alpha_sees_the_step_across_one():
    net = Snapshot({"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["2"], "eta": "1/5", "steps": 0})
    assert net.facts["alpha"] == fmpq(4, 5) ** 2  # 2 - 8/5 + 2/5 = 4/5


def test_the_stand_alone_kit_agrees():
    net = Snapshot({**WIDE, "noise": "3/4"})
    W, Sxx, Syx = in_kit(net.network)
    for name in ("hessian", "outer_product_hessian", "functional_hessian"):
        ours = [[kit.F(str(x)) for x in row] for row in getattr(net, name).matrix.tolist()]
        assert getattr(kit, name)(W, Sxx, Syx) == ours
    value = eval(net.loss_source, {"loss": kit.loss, "F": kit.F, "W": W, "Sxx": Sxx, "Syx": Syx})
    assert value == kit.F(str(net.loss(1)))


@pytest.mark.parametrize("rank_xx", [1, 2])
def test_the_weighted_gram_has_the_spectrum_of_the_outer_product_hessian(rank_xx):
    net = Snapshot({**WIDE, "rank_xx": rank_xx})
    small, large = net.weighted_gram, net.outer_product_hessian
    assert small.size == 6
    fewer, more = (fmpq_coefficients(M) for M in (small, large))
    assert fewer == more


def fmpq_coefficients(H):
    """The characteristic polynomial without its roots 0, constant first."""
    c = H.matrix.charpoly().coeffs()
    return c[next(k for k, x in enumerate(c) if x != 0) :]


def test_the_norm_of_the_functional_hessian_bounds_its_spectrum():
    net = Snapshot({**WIDE, "steps": 0})
    H, norm = net.functional_hessian, arb(net.functional_norm)
    high, low = norm.mid() + norm.rad() + arb("1e-9"), norm.mid() - norm.rad() - arb("1e-9")
    assert H.above(fmpq(int((high * 2**40).ceil().unique_fmpz()), 2**40)) == 0
    least = fmpq(int((low * 2**40).floor().unique_fmpz()), 2**40)
    assert H.above(least) + H.below(-least) > 0
    assert norm.rad() < arb("1e-9")


def test_a_spectral_norm_is_exact_where_the_guess_is_an_eigenvalue():
    H = SymmetricMatrix(fmpq_mat(2, 2, [0, 3, 3, 0]), fmpq(0))
    assert spectral_norm(H, fmpq(3)) == 3
    assert isinstance(spectral_norm(H, fmpq(3)), fmpq)
    negative = SymmetricMatrix(fmpq_mat(2, 2, [-5, 0, 0, 1]), fmpq(0))
    assert spectral_norm(negative, fmpq(5)) == 5
    for wrong in (0, 1, 4, 6):
        ball = spectral_norm(negative, fmpq(wrong))
        assert isinstance(ball, arb)
        assert ball.contains(5)
        assert not ball.contains(fmpq(501, 100))
    assert spectral_norm(SymmetricMatrix(fmpq_mat(2, 2), fmpq(0)), fmpq(0)) == 0


def test_an_irrational_norm_is_a_narrow_ball():
    golden = spectral_norm(SymmetricMatrix(fmpq_mat(2, 2, [0, 1, 1, 1]), fmpq(0)), fmpq(1))
    assert golden.overlaps((1 + arb(5).sqrt()) / 2)
    assert golden.rad() < arb("1e-14")
    with ctx.workprec(300):  # the width of the last bisection counts, not only the rounding of its middle
        fine = spectral_norm(SymmetricMatrix(fmpq_mat(2, 2, [0, 1, 1, 1]), fmpq(0)), fmpq(1))
        assert fine.overlaps((1 + arb(5).sqrt()) / 2)
        assert fine.rad() < arb("1e-18")
    loose = spectral_norm(SymmetricMatrix(fmpq_mat(2, 2, [0, 1, 1, 1]), fmpq(1, 100)), fmpq(1))
    assert arb("0.009") < loose.rad() < arb("0.03")


def test_rounding_goes_into_the_slack():
    third = SymmetricMatrix(fmpq_mat(2, 2, [1, 2, 2, -1]) / 3, fmpq(1, 1000))
    made = rounded(third, 10)
    assert all((x * 1024).q == 1 for x in made.matrix.entries())
    assert made.slack == fmpq(1, 1000) + fmpq(2, 1024)
    gap = max(abs(x - y) for x, y in zip(made.matrix.entries(), third.matrix.entries()))
    assert 0 < gap < fmpq(1, 1024)
    assert rounded(made, 10).matrix == made.matrix


def test_reals_agree_with_rationals_to_their_digits():
    straight = {**{k: v for k, v in WIDE.items() if k not in "UV"}, "head": ["4/3"], "tail": ["2/3"], "eta": "1/17"}
    exact, real = Snapshot(straight), Snapshot({**straight, "seed": 2, "digits": 50})
    assert real.rounding == fmpq(1, 10**35)
    assert abs(real.loss(1) - exact.loss(1)) < real.rounding
    assert real.loss(1) != exact.loss(1)
    assert all(abs(x - y) < real.rounding for x, y in zip(real.values, exact.values))
    assert abs(real.residual_norm(1) - exact.residual_norm(1)) < real.rounding
    assert arb(real.functional_norm).overlaps(arb(exact.functional_norm))


@pytest.mark.parametrize("change", [{"eta": 0.5}, {"steps": -1}, {"head": ["x"]}, {"colour": 1}, {"steps": 99}])
def test_unusable_recipes_are_refused(change):
    with pytest.raises(BadInput):
        Snapshots().build({**SCALAR, **change})


def drawn(domain, run, count=80):
    made = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None)
    @given(domain.recipes(run))
    def collect(recipe):
        net = domain.build({**recipe, "rank_xx": recipe["widths"][0]})
        made.append((net, list(net.strata)))

    collect()
    return made


def test_the_domain_hits_its_strata():
    every = drawn(Snapshots(tails=("any", "zero"), noise=("0", "1"), heads=("near", "one", "any")), read_run(), 160)
    seen = Counter(name for _, names in every for name in names)
    wanted = {"at rest", "moving", "noisy y", "exact", "mpmath", "tail 0", "tail > 0", "head > 1", "head < 1", "head mixed"}
    assert min(seen[name] for name in wanted | {"L = 2", "L = 8"}) >= 3
    for net, _ in every:
        assert net.p <= max(PARAMETERS, 3 * net.L)
        first, exact = net.trained.initial.network, net.arithmetic.exact
        assert realisable(exact(first.sigma_xx), exact(first.sigma_yx))


@pytest.mark.parametrize("kind", ["one", "equal", "levels", "near", "below"])
def test_heads_are_of_their_kind(kind):
    run = read_run(L="2,3", rank=2)
    heads = [(net.L, net.trained.initial.head) for net, _ in drawn(Snapshots(heads=(kind,), reals=False), run, 40)]
    assert all(len(head) == 2 for _, head in heads)
    equal = sum(head[0] == head[1] for _, head in heads)
    ones = sum(set(head) == {fmpq(1)} for _, head in heads)
    assert any(0 in head for _, head in heads) is (kind != "one")  # the saddle
    assert (equal == len(heads)) is (kind in ("one", "equal", "levels"))
    assert (ones == len(heads)) is (kind == "one")
    assert all(abs(x - 1) <= fmpq(1, 16 * L) for L, head in heads for x in head if x) is (kind in ("one", "equal", "near"))
    assert all(x <= 1 for _, head in heads for x in head) is (kind in ("one", "below"))
