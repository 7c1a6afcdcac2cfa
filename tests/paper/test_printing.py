"""Trees printed as text and read again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import often
from verify import catalogue
from verify.paper.grammar import Call, Integer, Name, Node, Operation, Piecewise, Relation, Series, parse
from verify.paper.printing import bare, text_of

leaves = st.one_of(
    st.integers(0, 12).map(lambda n: Integer(0, n)),
    st.sampled_from(["L", "r", "d_0"]).map(lambda name: Name(0, name)),
)


def deeper(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    relation = st.builds(lambda r, a, b: Relation(0, (r,), (a, b)), st.sampled_from(["<", "<=", "==", ">"]), inner, inner)
    return st.one_of(
        st.builds(lambda o, a, b: Operation(0, o, a, b), st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        st.builds(lambda a, n: Operation(0, "**", a, n), inner, leaves),
        st.builds(lambda a: Operation(0, "-", Integer(0, 0), a), inner),
        st.builds(lambda a: Name(0, "lambdas", (a,)), inner),
        st.builds(lambda f, a, b: Call(0, f, (a, b)), st.sampled_from(["Min", "Max"]), inner, inner),
        st.builds(lambda k, a, b: Series(0, k, a, "l", Integer(0, 1), b), st.sampled_from(["Sum", "Product"]), inner, inner),
        st.builds(lambda a, c, b: Piecewise(0, ((a, c),), b), inner, relation, inner),
    )


trees = st.recursive(leaves, deeper, max_leaves=12)


@settings(derandomize=True, database=None, deadline=None, max_examples=often(300, 100))
@given(trees)
def test_text_is_read_as_the_same_tree(tree):
    assert bare(parse(text_of(tree))) == bare(tree)


def test_every_shipped_formula_is_read_as_the_same_tree():
    book = catalogue.revision("full-text")
    formulas = [f for r in book.results.values() for s in r.statements.values() for f in s.printed.parts.values()]
    assert len(formulas) > 300
    for formula in formulas:
        assert bare(parse(text_of(formula.tree))) == bare(formula.tree), formula.text


@pytest.mark.parametrize(
    "text",
    ["-x**2", "(-x)**2", "a - (b - c)", "a/(b*c)", "(a**b)**c", "a**(b**c)", "a - -b", "-(a + b)*c", "a*(-b)", "2**(-n)"],
)
def test_parentheses_where_they_matter(text):
    assert bare(parse(text_of(parse(text)))) == bare(parse(text))
