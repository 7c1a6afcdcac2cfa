"""Sturm certificates: made for true inequalities, refused for false ones, rejected when they are tampered with."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from verify.reason.reals import positive_on, root_count, value

TRUE = [
    ([1, -1], 0, 1, True),
    ([1, -2, 1], 0, 2, False),
    ([2, -3, 1], 0, 1, True),
    ([1, 1, 1, 5], 0, None, True),
    ([0, 1], 0, None, True),
    ([1, 0, -2, 0, 1], 0, 1, True),
    ([F(101, 100), -2, 1], 0, None, True),
]
FALSE = [
    ([1, -1], 0, 2, True),
    ([1, -2, 1], 0, 2, True),
    ([2, -3, 1], 0, 3, False),
    ([-1], 0, 1, False),
    ([0], 0, 1, False),
    ([F(99, 100), -2, 1], 0, None, False),
    ([-1, 0, 0, 0, 0, 0, 0, 1], 0, None, True),
]


@pytest.mark.parametrize(("polynomial", "low", "high", "strict"), TRUE)
def test_true_inequalities_get_a_certificate(polynomial, low, high, strict):
    certificate = positive_on(polynomial, low, high, strict)
    assert certificate is not None and certificate.recheck()


@pytest.mark.parametrize(("polynomial", "low", "high", "strict"), FALSE)
def test_false_inequalities_are_refused(polynomial, low, high, strict):
    assert positive_on(polynomial, low, high, strict) is None


def test_a_certificate_of_something_else_does_not_recheck():
    certificate = positive_on([2, -3, 1], 0, 1)
    assert not replace(certificate, polynomial=(F(2), F(-3), F(2))).recheck()
    assert not replace(certificate, high=F(3, 2)).recheck()
    assert not replace(certificate, inside=F(3, 2)).recheck()
    first = certificate.factors[0]
    assert not replace(certificate, factors=(replace(first, chain=first.chain[:1]), *certificate.factors[1:])).recheck()


def test_roots_are_counted_once_each_inside_only():
    assert root_count([2, -3, 1], 0, 3) == 2
    assert root_count([2, -3, 1], 1, 3) == 1
    assert root_count([1, -2, 1], 0, 3) == 1
    assert root_count([-2, 0, 1], 0, None) == 1
    assert value((F(2), F(-3), F(1)), F(1)) == 0
