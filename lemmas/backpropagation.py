"""First derivatives of a deep linear network, entry by entry, for symbolic depth, widths and layer.

Shared by the claims of Section 2. With above = W^L … W^{l+1} and below = W^{l-1} … W^1 the output k at sample n is
sum_{i, j} above_{ki} W^l_{ij} (below x_n)_j: one term contains W^l_{ij}, and the rest is the chain rule, the
distributive law and the linearity of the expectation.
"""

from __future__ import annotations

import sympy as sp

from verify import Space, integer, positive

# notation: n numbers the samples, (i, j) is an entry of W^l; k, u, v run over outputs and inputs

i, j, k, l, n, u, v, d_0, d_L = (integer(name, 1).symbol for name in ("i", "j", "k", "l", "n", "u", "v", "d_0", "d_L"))
eta = positive("eta").symbol
A, B, W, above, below, xs, ys, product, residual, Sxx, Syx = (
    sp.IndexedBase(name) for name in ("A", "B", "W", "above", "below", "xs", "ys", "product", "residual", "Sxx", "Syx")
)
TABLES = {str(table): table for table in (A, B, W, above, below, xs, ys, product, residual, Sxx, Syx)}
ENTRY = Space(
    (*(integer(name, 1) for name in ("i", "j", "k", "l", "n", "d_0", "d_L")), positive("eta")),
    TABLES,
    also="all depths, layers, widths, weights and samples",
)


# derivation


def layers_between(first: sp.Expr, last: sp.Expr) -> sp.Expr:
    """How many layers there are from number `first` to number `last`."""
    return sp.Sum(1, (sp.Symbol("o", integer=True), first, last)).doit()


def derivative_of_product() -> sp.Expr:
    """d(AWB)_ij / dW_kl: of the sum over p, q of A_ip W_pq B_qj only the term A_ik W_kl B_lj contains W_kl."""
    weight = sp.Symbol("W_kl")
    return sp.diff(A[i, k] * weight * B[l, j], weight)


def derivative_of_output() -> sp.Expr:
    """dF_k(x_n) / dW_ij: the identity for A W B with A = above and B the column below x_n."""
    column = sp.Sum(xs[n, u] * below[j, u], (u, 1, d_0))
    weight = sp.Symbol("W_ij")
    return sp.diff(above[k, i] * weight * column, weight)


def slope() -> sp.Expr:
    """dL_W/dF_i = F_i - y_i, of (y_i - F_i)^2 / 2; F_i is row i of the end-to-end matrix times x_n."""
    F, y = sp.symbols("F y")
    made = sp.Sum(product[i, k] * xs[n, k], (k, 1, d_0))
    return sp.expand(sp.diff((y - F) ** 2 / 2, F)).subs({F: made, y: ys[n, i]})


def sample_gradient() -> sp.Expr:
    """dL_W/dW_ij: the sum over k of the residual times dF_k/dW_ij, the column below x_n in front of the sum."""
    column = sp.Sum(below[j, k] * xs[n, k], (k, 1, d_0))
    return sp.Sum(residual[n, k] * above[k, i], (k, 1, d_L)) * column


def residual_times_input() -> sp.Expr:
    """residual_u x_v, multiplied out."""
    return sp.Sum(product[u, k] * xs[n, k] * xs[n, v], (k, 1, d_0)) - ys[n, u] * xs[n, v]


def sample_gradient_multiplied_out() -> sp.Expr:
    """The gradient at one sample as a double sum over outputs u and inputs v."""
    return sandwiched(residual_times_input())


def sandwiched(inner: sp.Expr) -> sp.Expr:
    """The sum over u, v of above_ui inner_uv below_jv."""
    return sp.Sum(sp.Sum(above[u, i] * inner * below[j, v], (v, 1, d_0)), (u, 1, d_L))


def expected(expression: sp.Expr) -> sp.Expr:
    """The expectation of an expression that is linear in the products x_k x_v and y_u x_v."""
    made = expression.replace(lambda e: e.is_Mul and e.has(xs), moment)
    if made.has(xs, ys):
        raise ValueError(f"{expression} is not linear in the second moments")
    return made


def moment(term: sp.Expr) -> sp.Expr:
    """A multiple of x_k x_v or y_u x_v with the pair replaced by its expectation."""
    inputs = [f.indices[1] for f in term.args if isinstance(f, sp.Indexed) and f.base == xs]
    outputs = [f.indices[1] for f in term.args if isinstance(f, sp.Indexed) and f.base == ys]
    others = [f for f in term.args if not f.has(xs, ys)]
    pairs = {(2, 0): lambda: Sxx[inputs[0], inputs[1]], (1, 1): lambda: Syx[outputs[0], inputs[0]]}
    pair = pairs.get((len(inputs), len(outputs)))
    return sp.Mul(*others, pair()) if pair else term


def omega() -> sp.Expr:
    """Omega_ij = E[residual_i x_j]."""
    return expected(residual_times_input()).xreplace({u: i, v: j})


def population_gradient() -> sp.Expr:
    """dL/dW_ij: the expectation of the gradient at a sample."""
    return sandwiched(expected(residual_times_input()))


def descended() -> sp.Expr:
    """W_ij after one step: W_ij - eta dL/dW_ij."""
    return W[i, j] - eta * population_gradient()


DERIVED = {
    "derivative_of_AWB": derivative_of_product,
    "derivative_of_F": derivative_of_output,
    "residual": slope,
    "sample_gradient": sample_gradient,
    "sample_gradient_2": sample_gradient_multiplied_out,
    "omega": omega,
    "population_gradient": population_gradient,
    "eq_3": descended,
}
