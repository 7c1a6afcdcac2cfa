"""Block matrices know their norms exactly where these are rational, and certified otherwise."""

from __future__ import annotations

import pytest
from flint import arb, fmpq, fmpq_mat

from verify.errors import BadInput
from verify.nets.blocks import BlockMatrix, norm, squared_norm


def test_norms():
    assert norm(fmpq_mat(1, 2, [3, 4])) == 5
    assert norm(fmpq_mat(2, 2, [0, 0, 0, 0])) == 0
    assert squared_norm(fmpq_mat(2, 1, [1, 1])) == 2
    assert isinstance(norm(fmpq_mat(2, 1, [1, 1])), arb)
    golden = norm(fmpq_mat(2, 2, [1, 1, 1, 0]))
    assert (golden * golden - golden).contains(1)
    assert golden > 1


def test_blocks_and_parts():
    H = BlockMatrix({"L": 2, "rows": [1, 2], "columns": [1, 1], "entries": ["1", "2", "3", "4", "5"], "turns": ["1"]})
    assert H.matrix.tolist() == [[1, 2], [3, 4], [5, 0]]
    assert H.facts["N"][2, 2] == 4
    assert H.squared_length(H.parts_of_x) == 1
    assert H.parts_of_y[0][0, 0] == H.parts_of_x[0][0, 0] + 2 * H.parts_of_x[1][0, 0]


def test_functional_hessian_is_cut_by_layers():
    network = {"L": 2, "widths": [2, 2, 1], "r": 1, "rank_xx": 2, "head": ["1/2"]}
    H = BlockMatrix({"L": 2, "network": network})
    assert (H.matrix.nrows(), len(H.blocks)) == (6, 2)
    assert H.facts["N"][1, 1] == 0
    assert H.facts["N"][1, 2] == fmpq(3, 4)


@pytest.mark.parametrize(
    "recipe",
    [
        {"L": 2, "rows": [1], "columns": [1, 1], "entries": []},
        {"L": 1, "rows": [0], "columns": [1], "entries": []},
        {"size": 3},
    ],
)
def test_unusable_recipes(recipe):
    with pytest.raises(BadInput):
        BlockMatrix(recipe)
