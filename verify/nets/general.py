"""Networks with arbitrary weights and an explicit finite distribution of (x, y): for identities of all networks.

Everything here comes from the definition of the loss at one sample, L_W(x, y) = |y - W^L … W^1 x|^2 / 2, by a forward
pass and exact differences; the moments of (x, y) and closed gradients are not used.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets import differences
from verify.nets.domains import Choices
from verify.nets.matrices import RATIONALS, Matrix, Rationals, Reals, rational
from verify.nets.networks import Network
from verify.nets.orthogonal import gaussian

KEYS = {
    "L": int, "widths": list, "weights": list, "x": list, "y": list, "eta": str,
    "seed": int, "digits": int, "samples": int,
}  # fmt: skip
GUARD = 18  # decimal digits of an mpmath difference that are not relied on
Table = dict[Any, fmpq]


class GeneralNetwork:
    """Weights, N equally likely samples (x_n, y_n) and a step size; over Q, or mpmath reals when the recipe has a seed.

    Recipe: { L = 2, widths = [1, 1, 1], weights = [["2"], ["1"]], x = [["1"]], y = [["3"]], eta = "1/2" }: a layer or
    sample row by row, missing entries 0. Without y the network fits its samples exactly (with a seed: one sample, when
    samples = 0). With a seed, weights and samples are normal random numbers. Raises BadInput for an unusable recipe.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        for key, value in recipe.items():
            if key not in KEYS or not isinstance(value, KEYS[key]) or isinstance(value, bool):
                wanted = KEYS[key].__name__ if key in KEYS else f"one of {', '.join(KEYS)}"
                raise BadInput(f"recipe: {key} must be {wanted}")
        if "L" not in recipe or "widths" not in recipe or len(recipe["widths"]) != recipe["L"] + 1 or recipe["L"] < 1:
            raise BadInput("recipe: a network needs L >= 1 and L + 1 widths")
        if any(type(d) is not int or not 1 <= d <= 40 for d in recipe["widths"]):
            raise BadInput(f"recipe: widths must be integers from 1 to 40: {recipe['widths']}")
        self.L, self.widths = recipe["L"], tuple(recipe["widths"])
        self.arithmetic: Rationals | Reals = Reals(recipe.get("digits", 50)) if "seed" in recipe else RATIONALS
        try:
            self.eta = rational(recipe.get("eta", "1"))
            self.layers, self.xs, self.ys = self._parts()
        except (ValueError, TypeError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error}") from None

    def _parts(self) -> tuple[tuple[Matrix, ...], list[Matrix], list[Matrix]]:
        a, d, given = self.arithmetic, self.widths, self.recipe
        shapes = list(zip(d[1:], d))
        if isinstance(a, Reals):
            source = random.Random(given["seed"])
            layers = tuple(gaussian(a, m, n, source) for m, n in shapes)
            count = given.get("samples", 1)
            xs = [gaussian(a, d[0], 1, source) for _ in range(max(1, count))]
            ys = [gaussian(a, d[-1], 1, source) for _ in range(count)]
        else:
            layers = tuple(_filled(m, n, rows) for (m, n), rows in zip(shapes, given.get("weights", []), strict=True))
            xs = [_filled(d[0], 1, point) for point in given.get("x", [["1"]])]
            ys = [_filled(d[-1], 1, point) for point in given.get("y", [])]
        if not ys:
            ys = [output(layers, x) for x in xs]
        if not xs or len(xs) != len(ys):
            raise ValueError("x and y need the same number of samples, at least one")
        return layers, xs, ys

    @property
    def samples(self) -> int:
        """N."""
        return len(self.xs)

    @cached_property
    def network(self) -> Network:
        """The same network with its moments: the other route, which claims compare with."""
        a, transpose = self.arithmetic, self.arithmetic.transpose
        xx, yx = ([p * transpose(x) for p, x in zip(left, self.xs)] for left in (self.xs, self.ys))
        yy = mean([transpose(y) * y for y in self.ys])
        return Network(self.layers, mean(xx), mean(yx), a, yy[0, 0])

    # definitions, by differences

    def bumped(self, *changes: tuple[int, int]) -> tuple[Matrix, ...]:
        """The layers with whole numbers added to the given parameters, numbered as in vec_r."""
        return self.network.bumped(*changes).layers

    def sample_loss(self, layers: tuple[Matrix, ...], n: int) -> Any:
        """L_W(x_n, y_n)."""
        return half_square(self.ys[n], output(layers, self.xs[n]))

    def loss(self, layers: tuple[Matrix, ...]) -> Any:
        """The mean of L_W over the samples."""
        return sum((self.sample_loss(layers, n) for n in range(self.samples)), self.arithmetic.number(0)) / self.samples

    @cached_property
    def sample_gradients(self) -> list[list[Any]]:
        """dL_W(x_n, y_n)/dw for each sample and each parameter, by central differences."""
        moved = [(self.bumped((a, 1)), self.bumped((a, -1))) for a in range(self.network.p)]
        return [[(self.sample_loss(u, n) - self.sample_loss(v, n)) / 2 for u, v in moved] for n in range(self.samples)]

    @cached_property
    def gradient(self) -> list[Any]:
        """dL/dw of the population loss: the mean over the samples."""
        return [sum(column[1:], column[0]) / self.samples for column in zip(*self.sample_gradients)]

    def after_one_step(self, l: int) -> Matrix:
        """W^l after one step of gradient descent with that gradient."""
        return self.layers[l - 1] - self.of_layer(self.gradient, l) * self.arithmetic.number(self.eta)

    @cached_property
    def hessian(self) -> Matrix:
        """The p x p Hessian of the mean loss, by second differences."""
        return _second_differences(self, self.loss)

    def jacobian(self, n: int) -> list[Matrix]:
        """dF(x_n)/dw for each parameter, a column of d_L numbers, by unit differences (F is affine in each weight)."""
        base = output(self.layers, self.xs[n])
        return [output(self.bumped((a, 1)), self.xs[n]) - base for a in range(self.network.p)]

    def second_derivatives(self, n: int, c: int) -> Matrix:
        """The p x p Hessian of the c-th output F_c(x_n), by second differences."""
        return _second_differences(self, lambda layers: output(layers, self.xs[n])[c, 0])

    def slope_and_curvature(self, n: int) -> tuple[list[Any], Matrix]:
        """dL_W/dF (d_L numbers) and d^2 L_W/dF^2 (d_L x d_L) at sample n, by differences in the output alone."""
        a, size, at = self.arithmetic, self.widths[-1], output(self.layers, self.xs[n])

        def loss(*changes: tuple[int, int]) -> Any:
            point = a.copy(at)
            for c, amount in changes:
                point[c, 0] += amount
            return half_square(self.ys[n], point)

        slope = [(loss((c, 1)) - loss((c, -1))) / 2 for c in range(size)]
        rows = [[_mixed(loss, c, e) for e in range(size)] for c in range(size)]
        return slope, a.matrix(rows, size)

    # numbers for formulas

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Sizes, and the tables that do not depend on a layer: xs, ys, residual, product, Sxx, Syx."""
        d, net = self.widths, self.network
        residuals = [output(self.layers, x) - y for x, y in zip(self.xs, self.ys)]
        return {
            "L": self.L, "d_0": d[0], "d_L": d[-1], "d_star": min(d[0], d[-1]), "d": dict(enumerate(d)),
            "d_hidden": min(d[1:-1] or (min(d[0], d[-1]),)), "p": net.p, "samples": self.samples, "eta": self.eta,
            "xs": self.columns(self.xs), "ys": self.columns(self.ys), "residual": self.columns(residuals),
            "product": self.table(net.product()), "Sxx": self.table(net.sigma_xx), "Syx": self.table(net.sigma_yx),
        }  # fmt: skip

    def at_layer(self, l: int) -> dict[str, Any]:
        """The facts and the tables of layer l: W, above = W^L … W^{l+1}, below = W^{l-1} … W^1, feature, back, grad."""
        a, net = self.arithmetic, self.network
        above, below = net.above(l), net.below(l)
        residuals = [output(self.layers, x) - y for x, y in zip(self.xs, self.ys)]
        return {
            **self.facts, "l": l, "W": self.table(self.layers[l - 1]),
            "above": self.table(above), "below": self.table(below),
            "feature": self.columns([below * x for x in self.xs]),
            "back": self.columns([a.transpose(above) * r for r in residuals]),
            "grad": self.table(self.of_layer(self.gradient, l)),
        }  # fmt: skip

    @cached_property
    def derivatives(self) -> dict[str, Any]:
        """The facts and, by differences: jac[n, c, a], second[n, c, a, b] of the outputs; slope[n, c],
        curvature[n, c, e] of L_W in the output; outer[a, b], functional[a, b] from the moments."""
        net = self.network
        tables: dict[str, Table] = {name: {} for name in ("jac", "second", "slope", "curvature")}
        for n in range(self.samples):
            for a, column in enumerate(self.jacobian(n), 1):
                tables["jac"] |= {(n + 1, c, a): v for (c, _), v in self.table(column).items()}
            for c in range(self.widths[-1]):
                second = self.table(self.second_derivatives(n, c))
                tables["second"] |= {(n + 1, c + 1, a, b): v for (a, b), v in second.items()}
            slope, curvature = self.slope_and_curvature(n)
            tables["slope"] |= {
                (n + 1, c): self.table(self.arithmetic.matrix([[s]]))[1, 1] for c, s in enumerate(slope, 1)
            }
            tables["curvature"] |= {(n + 1, c, e): v for (c, e), v in self.table(curvature).items()}
        outer = self.table(differences.outer_product_hessian_of_product(net))
        functional = self.table(differences.functional_hessian_of_product(net))
        return {**self.facts, **tables, "outer": outer, "functional": functional}

    def first(self, l: int) -> int:
        """How many parameters come before those of W^l."""
        return sum(m * n for m, n in zip(self.widths[1:l], self.widths))

    def of_layer(self, flat: list[Any], l: int) -> Matrix:
        """The part of a list over all parameters that belongs to W^l, in its shape."""
        rows, columns = self.widths[l], self.widths[l - 1]
        part = flat[self.first(l) : self.first(l) + rows * columns]
        return self.arithmetic.matrix([part[i * columns : (i + 1) * columns] for i in range(rows)], columns)

    def exact(self, matrix: Matrix) -> fmpq_mat:
        """The matrix over Q; an mpmath number is a dyadic rational."""
        made: fmpq_mat = self.arithmetic.exact(matrix)
        return made

    def square(self, *matrices: Matrix) -> fmpq:
        """The sum of the squares of all entries, exactly."""
        return sum((x * x for matrix in matrices for x in self.exact(matrix).entries()), start=fmpq(0))

    def table(self, matrix: Matrix) -> Table:
        """Entries by (row, column), both from 1."""
        made = self.exact(matrix)
        return {(i + 1, j + 1): made[i, j] for i in range(made.nrows()) for j in range(made.ncols())}

    def columns(self, vectors: list[Matrix]) -> Table:
        """Entries of column vectors by (number of the vector, place), both from 1."""
        return {(n + 1, i): v for n, c in enumerate(vectors) for (i, _), v in self.table(c).items()}

    @property
    def slack(self) -> fmpq:
        """How far an entry found by differences may be off: 0 over Q."""
        if isinstance(self.arithmetic, Rationals):
            return fmpq(0)
        return fmpq(1, 10 ** (self.arithmetic.digits - GUARD))

    @property
    def strata(self) -> list[str]:
        """The special cases this network belongs to."""
        d = self.widths
        names = [
            f"L = {self.L}",
            f"d_0 {'<' if d[0] < d[-1] else '=' if d[0] == d[-1] else '>'} d_L",
            self.arithmetic.name,
        ]
        names.append("one sample" if self.samples == 1 else "several samples")
        if min(d) < min(d[0], d[-1]):
            names.append("bottleneck")
        if all(r == 0 for r in self.facts["residual"].values()):
            names.append("loss 0")
        return names


def output(layers: tuple[Matrix, ...], x: Matrix) -> Matrix:
    """F(x) = W^L … W^1 x, by a forward pass."""
    for W in layers:
        x = W * x
    return x


def half_square(y: Matrix, made: Matrix) -> Any:
    """|y - made|^2 / 2 for two columns."""
    difference = [y[i, 0] - made[i, 0] for i in range(len(y.tolist()))]
    return sum((x * x for x in difference[1:]), difference[0] * difference[0]) / 2


def mean(matrices: list[Matrix]) -> Matrix:
    """The mean of some matrices of one shape."""
    total = matrices[0]
    for matrix in matrices[1:]:
        total = total + matrix
    return total / len(matrices)


def _mixed(f: Any, a: int, b: int) -> Any:
    """The second derivative of a function of degree at most 2 in each variable, by differences with step 1."""
    if a == b:
        return f((a, 1)) + f((a, -1)) - 2 * f()
    return (f((a, 1), (b, 1)) - f((a, 1), (b, -1)) - f((a, -1), (b, 1)) + f((a, -1), (b, -1))) / 4


def _second_differences(net: GeneralNetwork, f: Any) -> Matrix:
    p = net.network.p
    made = net.arithmetic.zeros(p, p)
    for a in range(p):
        for b in range(a + 1):
            made[a, b] = made[b, a] = _mixed(lambda *changes: f(net.bumped(*changes)), a, b)
    return made


def _filled(rows: int, columns: int, entries: list[Any]) -> fmpq_mat:
    if len(entries) > rows * columns:
        raise ValueError(f"at most {rows * columns} entries, not {len(entries)}")
    return fmpq_mat(rows, columns, [*(rational(x) for x in entries), *[fmpq(0)] * (rows * columns - len(entries))])


@lru_cache(maxsize=256)
def _general(text: str) -> GeneralNetwork:
    return GeneralNetwork(json.loads(text))


@dataclass(frozen=True)
class GeneralNetworks:
    """Networks of any widths (bottlenecks included) and depths, with at most `largest` parameters, and their samples.

    `fits` draws samples that the network fits exactly.
    """

    largest: int = 16
    fits: bool = False
    reals: bool = True
    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> GeneralNetwork:
        """The network of a recipe; the same object for the same recipe. Raises BadInput."""
        return _general(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices; with depths left free, depth 1 is drawn too."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            depths = sorted(choices.depths)
            widths = list(choices.widths or ())
            if not widths:
                L = draw(st.sampled_from([*depths, 1] if len(depths) > 1 else depths))
                widths = [1] * (L + 1)
                for _ in range(draw(st.integers(0, 6))):
                    place = draw(st.sampled_from([0, L, *range(1, L)]))
                    widths[place] += 1 if widths[place] < 3 else 0
                    if sum(m * n for m, n in pairwise(widths)) > self.largest:
                        widths[place] -= 1
            made: dict[str, Any] = {"L": len(widths) - 1, "widths": widths}
            count = 0 if self.fits else draw(st.sampled_from([2, 1, 3]))
            if self.reals and draw(st.sampled_from([False, False, True])):
                made |= {"seed": draw(st.integers(0, 999)), "digits": choices.dps, "samples": count}
            else:
                number = st.sampled_from(["1", "0", "-1", "2", "1/2", "-3"])
                full = draw(st.sampled_from([True, True, False]))

                def entries(size: int) -> list[str]:
                    return draw(st.lists(number, min_size=size if full else 0, max_size=size))

                made["weights"] = [entries(m * n) for m, n in zip(widths[1:], widths)]
                points = draw(st.integers(1, 3)) if self.fits else count
                made["x"] = [entries(widths[0]) for _ in range(points)]
                if not self.fits:
                    made["y"] = [entries(widths[-1]) for _ in range(points)]
            made["eta"] = draw(st.sampled_from(["1/2", "1", "1/10", "3"]))
            return made

        return recipe()
