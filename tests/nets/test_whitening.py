"""Orthogonal columns by Gram and Schmidt, against mpmath's own QR, and layers from sampled bases."""

from __future__ import annotations

from itertools import pairwise

import mpmath
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings

from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets.whitening import RawData, RawDataSets, SampledBases, SampledBasesDomain, orthogonal_columns


def test_columns_by_hand():
    Q, lengths = orthogonal_columns(fmpq_mat(2, 2, [1, 1, 1, 0]))
    assert Q.entries() == [1, fmpq(1, 2), 1, fmpq(-1, 2)]
    assert lengths == [2, fmpq(1, 2)]


def test_a_dependent_column_is_zero():
    Q, lengths = orthogonal_columns(fmpq_mat(3, 2, [1, 2, 1, 2, 0, 0]))
    assert lengths == [2, 0]
    assert [Q[i, 1] for i in range(3)] == [0, 0, 0]


def test_q_of_a_wide_matrix_is_square():
    assert orthogonal_columns(fmpq_mat(2, 5, list(range(10))))[0].ncols() == 2


@settings(max_examples=30, derandomize=True, database=None, deadline=None)
@given(RawDataSets().recipes(read_run()))
def test_agrees_with_the_qr_of_mpmath(recipe):
    data = RawData(recipe)
    Q, lengths = orthogonal_columns(data.matrix.transpose())
    assert sum(length != 0 for length in lengths) == data.facts["rank_X"]
    if 0 in lengths:
        return
    other, _ = mpmath.qr(mpmath.matrix([[float(x.p) / float(x.q) for x in row] for row in data.matrix.transpose().tolist()]))
    for j, length in enumerate(lengths):
        root = mpmath.sqrt(float(length.p) / float(length.q))
        inner = sum(float(Q[i, j].p) / float(Q[i, j].q) / root * other[i, j] for i in range(Q.nrows()))
        assert abs(abs(inner) - 1) < 1e-9


@settings(max_examples=20, derandomize=True, database=None, deadline=None)
@given(SampledBasesDomain().recipes(read_run(L="2,3")))
def test_neighbouring_bases_balance(recipe):
    drawn = SampledBases(recipe)
    layers = [drawn.layer(l, l - 1) for l in range(1, drawn.L + 1)]
    assert all(W * W.transpose() == V.transpose() * V for W, V in pairwise(layers))
    assert drawn.layer(drawn.L + 1, drawn.L) is None


UNUSABLE = [{"rows": 0, "columns": 1}, {"rows": 1}, {"rows": 1, "columns": 1, "entries": ["x"]}]


@pytest.mark.parametrize("recipe", UNUSABLE, ids=str)
def test_unusable_data_are_refused(recipe):
    with pytest.raises(BadInput):
        RawData(recipe)


@pytest.mark.parametrize("recipe", [{"L": 1, "widths": [1]}, {"L": 1, "widths": [1, 1], "values": ["1", "1"]}], ids=str)
def test_unusable_bases_are_refused(recipe):
    with pytest.raises(BadInput):
        SampledBases(recipe)
