"""Block matrices with certified spectral norms: the instances of block-norm inequalities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets import kronecker
from verify.nets.domains import BalancedNetworks, Choices
from verify.nets.matrices import rational
from verify.nets.orthogonal import cayley
from verify.nets.recipes import balanced

LARGEST = 64  # rows, or columns, of a block matrix
KEYS = ("L", "rows", "columns", "entries", "network", "turns", "reversed")


def squared_norm(matrix: fmpq_mat) -> Any:
    """The square of the spectral norm: the largest eigenvalue of M^T M, as fmpq when rational, else a certified ball."""
    if 0 in (matrix.nrows(), matrix.ncols()):
        return fmpq(0)
    small = matrix.transpose() * matrix if matrix.ncols() <= matrix.nrows() else matrix * matrix.transpose()
    factors = [factor for factor, _ in small.charpoly().factor()[1]]
    # different factors have different roots, so enough digits tell which is the largest
    for more in (1, 4, 16, 64):
        with ctx.workprec(ctx.prec * more):
            roots: list[Any] = []
            for factor in factors:
                linear = factor.degree() == 1
                roots += [-factor[0] / factor[1]] if linear else [z.real for z, _ in factor.complex_roots()]
            for x in roots:
                if all(x is y or arb(x) > arb(y) for y in roots):
                    return x
    raise ValueError("the largest singular value is not separated from the next")


def norm(matrix: fmpq_mat) -> Any:
    """The spectral norm, exactly when its square is the square of a rational, else a certified ball."""
    square = squared_norm(matrix)
    if isinstance(square, fmpq):
        p, q = square.p, square.q
        roots = p.root(2) if p else p, q.root(2)
        if roots[0] ** 2 == p and roots[1] ** 2 == q:
            return fmpq(roots[0], roots[1])
    return arb(square).sqrt()


class BlockMatrix:
    """A matrix cut into an L x L grid of blocks, and a unit vector cut alike. Raises BadInput for an unusable recipe.

    Recipe: { L = 2, rows = [1, 2], columns = [1, 1], entries = ["1", …] } row by row, or { network = {…} } for the
    functional Hessian of a balanced network cut by layers; `turns` are Cayley turns of the unit vector. `reversed` fills
    entries and unit vector from the end.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        unknown = [key for key in recipe if key not in KEYS]
        if unknown:
            raise BadInput(f"recipe: unknown key {unknown[0]!r}; known are: {', '.join(KEYS)}")
        try:
            self.blocks = self._from_network() if "network" in recipe else self._from_entries()
            self.turns = [rational(x) for x in recipe.get("turns", [])]
        except (ValueError, TypeError, KeyError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error!r} in {dict(recipe)}") from None

    def _from_network(self) -> list[list[fmpq_mat]]:
        net = balanced(self.recipe["network"]).network
        return [[net.arithmetic.exact(b) for b in line] for line in kronecker.functional_blocks(net)]

    def _from_entries(self) -> list[list[fmpq_mat]]:
        rows, columns, entries = self.recipe["rows"], self.recipe["columns"], self.recipe["entries"]
        if len(rows) != self.recipe["L"] or len(columns) != self.recipe["L"]:
            raise ValueError("rows and columns need L sizes each")
        if (
            any(type(n) is not int or not 1 <= n <= LARGEST for n in (*rows, *columns))
            or sum(rows) * sum(columns) > LARGEST**2
        ):
            raise ValueError(f"sizes must be integers from 1, with at most {LARGEST**2} entries in all")
        width = sum(columns)
        if len(entries) > sum(rows) * width:
            raise ValueError(f"at most {sum(rows) * width} entries")
        flat = [rational(x) for x in entries] + [fmpq(0)] * (sum(rows) * width - len(entries))
        flat = flat[::-1] if self.recipe.get("reversed") is True else flat
        grid, top = [], 0
        for height in rows:
            line, left = [], 0
            for breadth in columns:
                picked = [flat[(top + i) * width + left + j] for i in range(height) for j in range(breadth)]
                line.append(fmpq_mat(height, breadth, picked))
                left += breadth
            grid.append(line)
            top += height
        return grid

    @cached_property
    def matrix(self) -> fmpq_mat:
        """The whole matrix."""
        rows = [
            [block[i, j] for block in line for j in range(block.ncols())]
            for line in self.blocks
            for i in range(line[0].nrows())
        ]
        return fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])

    @cached_property
    def parts_of_x(self) -> list[fmpq_mat]:
        """A rational unit vector, cut like the columns."""
        sizes = [block.ncols() for block in self.blocks[0]]
        first = cayley(sum(sizes), self.turns)
        column = [first[i, 0] for i in range(sum(sizes))]
        column = column[::-1] if self.recipe.get("reversed") is True else column
        cuts = [sum(sizes[:k]) for k in range(len(sizes))]
        return [fmpq_mat(n, 1, column[c : c + n]) for c, n in zip(cuts, sizes)]

    @cached_property
    def parts_of_y(self) -> list[fmpq_mat]:
        """H x, cut like the rows."""
        sums = []
        for line in self.blocks:
            terms = [block * x for block, x in zip(line, self.parts_of_x)]
            total = terms[0]
            for term in terms[1:]:
                total = total + term
            sums.append(total)
        return sums

    @staticmethod
    def squared_length(parts: list[fmpq_mat]) -> fmpq:
        """The sum of the squares of all entries of some columns."""
        return sum((x * x for part in parts for x in part.entries()), fmpq(0))

    @cached_property
    def facts(self) -> dict[str, Any]:
        """L, the block norms N[k, l], and the norms X[l] of the parts of the unit vector."""
        numbered = {(k, l): norm(b) for k, line in enumerate(self.blocks, 1) for l, b in enumerate(line, 1)}
        return {"L": len(self.blocks), "N": numbered, "X": {l: norm(x) for l, x in enumerate(self.parts_of_x, 1)}}

    @property
    def setup(self) -> tuple[str, ...]:
        """Lines of a stand-alone script that build the matrix."""
        rows = [[str(x) for x in row] for row in self.matrix.tolist()]
        return (f"# {self.recipe}", f"M = matrix({rows!r})")

    @property
    def strata(self) -> list[str]:
        """The special cases this matrix belongs to."""
        nonzero = sum(any(x != 0 for x in b.entries()) for line in self.blocks for b in line)
        names = [f"{len(self.blocks)} x {len(self.blocks)} blocks"]
        names.append("functional Hessian" if "network" in self.recipe else "free entries")
        names.append("one block" if nonzero == 1 else "zero" if nonzero == 0 else "several blocks")
        if len({b.nrows() for line in self.blocks for b in line} | {b.ncols() for b in self.blocks[0]}) > 1:
            names.append("uneven blocks")
        if all(arb(n) < 1 for n in self.facts["N"].values()):
            names.append("norms < 1")
        if all(isinstance(n, fmpq) for n in self.facts["N"].values()):
            names.append("rational norms")
        return names


@dataclass(frozen=True)
class BlockMatrices:
    """Block matrices with free entries, and functional Hessians of balanced networks."""

    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> BlockMatrix:
        """The matrix of a recipe. Raises BadInput."""
        return BlockMatrix(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices: the depth is the number of blocks in a row."""
        depths = [L for L in sorted(choices.depths) if L <= 6] or [min(choices.depths)]
        nets = BalancedNetworks(heads=("close", "wide"), tails=("zero", "any"), reals=False).recipes(choices)

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            if draw(st.sampled_from([False, False, True])):
                network = draw(nets.filter(lambda n: n["L"] <= 6))
                network["rank_xx"] = network["widths"][0]
                return {"L": network["L"], "network": network}
            L = draw(st.sampled_from(depths))
            sizes = st.lists(st.integers(1, 3 if L <= 4 else 2), min_size=L, max_size=L)
            rows, columns = draw(sizes), draw(sizes)
            number = st.sampled_from(["0", "1", "-1", "2", "1/2", "-3"])
            if draw(st.sampled_from([False, False, True])):
                number = st.sampled_from(["1/4", "0", "-1/8", "1/16"])  # a square is smaller than its root here
            entries = draw(st.lists(number, min_size=1, max_size=sum(rows) * sum(columns)))
            turns = draw(st.lists(st.sampled_from(["0", "1", "-1/2"]), max_size=4))
            made = {"L": L, "rows": rows, "columns": columns, "entries": entries, "turns": turns}
            return {**made, "reversed": True} if draw(st.sampled_from([False, True])) else made

        return recipe()
