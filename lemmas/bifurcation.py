"""What Theorem 3.5 and Corollary 3.6 share: the spectrum of H_o at a network, its clusters, and the ratios between them.

Everything is counted from the eigenvalues nu_ij of lemmas/outer_product.py on u_i x v_j, v_j in the range of Sigma_xx.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq, fmpq_mat

from lemmas import lemma_a9 as a9
from lemmas import outer_product as gram
from verify import Space, Stated, integer, nonnegative, positive
from verify.nets.large_runs import PaperRuns
from verify.nets.settled import Settled
from verify.nets.snapshots import Snapshot, Snapshots

# notation: H_F = |H_{f,t}|_2 is what the proofs put for O(e^(-L alpha eta t)), by Weyl's inequality and Lemma A.8;
# omega_t = |Omega_t|_2; top_t, tail_t are the largest singular value of a layer and the largest after the first r;
# LEAST, MOST = m_t -+ delta_t

L, l = gram.L, gram.l
H_F = nonnegative("h_f").symbol
OMEGA, TOP, TAIL = (positive(name).symbol for name in ("omega_t", "top_t", "tail_t"))
LEAST, MOST = a9.least, a9.least + 2 * a9.delta
ENDS, SCOPE = a9.INTERVAL.variables, a9.INTERVAL.also
ENDS_ONLY = "the stated ends are the derived ones; that the eigenvalues lie there: instances, and docs/proofs/3.5.md"
MOVED = (*ENDS, positive("omega_t"), positive("top_t"))
INSIDE = a9.INTERVAL.assumes
WIDENED = Space((*MOVED, nonnegative("h_f")), a9.INTERVAL.defined, also=f"{SCOPE}; {ENDS_ONLY}", assumes=INSIDE)
WITH_TAIL = Space(
    (*MOVED, positive("tail_t")), a9.INTERVAL.defined, also=f"{SCOPE}; {ENDS_ONLY}", assumes=(*INSIDE, "tilted == 0")
)
RESIDUE = (positive("M"), positive("eta"), nonnegative("omega_head"), nonnegative("alpha"), integer("t"))
HEAD_RESIDUAL = Space(
    (*ENDS, *RESIDUE),
    a9.INTERVAL.defined,
    also=f"{SCOPE}, any tail; {ENDS_ONLY}",
    assumes=(*INSIDE, "eta < Min(1/L, 1/M**(2*L-2))"),
)
NO_TAIL = Space(
    MOVED,
    {**a9.INTERVAL.defined, "tail_t": sp.Integer(0)},
    also=f"{SCOPE}, zero tail; {ENDS_ONLY}",
    assumes=(*INSIDE, "tail_t == 0"),
)
TERMS = Space((*ENDS, integer("l", 1)), a9.INTERVAL.defined, (l <= L,), SCOPE, INSIDE)
CONDITION = Space(
    (positive("q_1"), positive("gap"), integer("C", 1)),
    also="q = ((m_t+delta_t)/(m_t-delta_t))^(2(L-1)) = 1 + q_1, real L = q + gap",
)

LATE = Snapshots()
EQUAL = Snapshots(heads=("equal",))
RESTING = Settled()
PAPER = PaperRuns()
PAPER_EQUAL = PaperRuns(head="3/5", moments=(12, 40, 150, 300))

# derivation: H_f moves no eigenvalue by more than |H_f|_2, which is at most W = (L-1) |Omega_t|_2 top_t^(L-2): each of its
# blocks off the diagonal has at most that norm without L-1, and the L x L matrix of ones off the diagonal has the norm L-1.
# At a zero tail the bulk's eigenvectors live in one layer only, and H_f vanishes on them: the bulk does not move at all.

W = (L - 1) * OMEGA * TOP ** (L - 2)


def head_residual() -> sp.Expr:
    """(L-1) M^(L-2) omega_head e^(-L alpha eta t): the same bound for the head alone, which never meets the tail.

    The entries (i, j), i, j <= r, of all layers are kept to themselves by the Hessian and are those of a network without a
    tail; its values stay in (0, M], and each |1 - lambda_i^L| falls by e^(-L alpha eta) a step (Lemma A.7).
    """
    M, omega, alpha, eta, t = (HEAD_RESIDUAL.symbols[name] for name in ("M", "omega_head", "alpha", "eta", "t"))
    return (L - 1) * M ** (L - 2) * omega * sp.exp(-L * alpha * eta * t)


QUOTIENTS = {
    "ratio_lower": (gram.dominant_eigenvalue(LEAST, LEAST) - H_F, gram.bulk_eigenvalue(MOST) + H_F),
    "ratio_upper": (gram.dominant_eigenvalue(MOST, MOST) + H_F, gram.bulk_eigenvalue(LEAST) - H_F),
    "ratio_lower_late": (gram.dominant_eigenvalue(LEAST, LEAST) - W, gram.bulk_eigenvalue(MOST)),
    "ratio_upper_late": (gram.dominant_eigenvalue(MOST, MOST) + W, gram.bulk_eigenvalue(LEAST)),
}
EXTREMES = {
    "term_bounds": lambda end: gram.layer_contribution(end, end),
    "nu_bounds": lambda end: gram.dominant_eigenvalue(end, end),
    "bulk_bounds": gram.bulk_eigenvalue,
}


def pair_value(net: Snapshot, i: int, j: int) -> fmpq:
    """nu_ij at a network: the sum over layers of lambda_i^(2(L-l)) lambda_j^(2(l-1)), with lambda_i = 0 beyond d*."""
    a, b = (net.values[n] if n < net.d_star else fmpq(0) for n in (i, j))
    return sum((a ** (2 * (net.L - n)) * b ** (2 * (n - 1)) for n in range(1, net.L + 1)), fmpq(0))


def outer_spectrum(net: Snapshot) -> list[tuple[fmpq, int]]:
    """All eigenvalues of H_o: nu_ij for i <= d_L and v_j in the range of Sigma_xx, and zeros that fill up to p."""
    found = [(pair_value(net, i, j), 1) for i in range(net.d_L) for j in range(net.rank_xx)]
    return [*found, (fmpq(0), net.p - len(found))]


def bulk_size(net: Snapshot) -> int:
    """Pairs with exactly one index <= r and v_j in the range of Sigma_xx."""
    return (net.rank_xx + net.d_L - 2 * net.r) * net.r


def remaining(net: Snapshot) -> int:
    """Eigenvalues in neither cluster: there are p in all."""
    return net.p - net.r**2 - bulk_size(net)


def assumes_no_tail(stated: Stated) -> bool:
    """Whether an assumption of the statement reads tail == 0 (then the tail stays zero) or tail_t == 0."""
    said = {(f.text.replace(" ", ""), f.names) for f in stated.wording.given}  # a text alone may use another name's letters
    return any((f"{name}==0", frozenset({name})) in said for name in ("tail", "tail_t"))


def tail_entries(net: Snapshot) -> fmpq_mat:
    """Orthonormal columns, one for each layer and each pair i, j > r of singular directions, in the order of the weights."""
    a, columns = net.arithmetic, []
    for l in range(1, net.L + 1):
        for i in range(net.r, net.d_star):
            for j in range(net.r, net.d_star):
                core = a.zeros(net.d_star, net.d_star)
                core[i, j] = a.number(1)
                layers = [net.trained.rebuilt(net.steps, k, core * a.number(int(k == l))) for k in range(1, net.L + 1)]
                columns.append([x for layer in layers for x in a.exact(layer).entries()])
    return fmpq_mat(len(columns), net.p, [x for column in columns for x in column]).transpose()


def widened(net: Snapshot, layers: int) -> tuple:
    """The interval of Lemma A.9 (`layers` = L: dominant, 1: bulk), widened by |H_f|_2 on both sides."""
    low, high = a9.ends(net, layers)
    return low - net.facts["h_f"], high + net.facts["h_f"]


def ratio_extremes() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """L, and the least and greatest ratio of a dominant to a bulk eigenvalue of H_o under the gap condition: L/q, L q."""
    q = 1 + CONDITION.symbols["q_1"]
    depth = q + CONDITION.symbols["gap"]
    return depth, depth / q, depth * q
