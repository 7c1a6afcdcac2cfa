"""Stand-alone scripts: a counterexample as a short Python program that needs the standard library only."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from typing import Any

from flint import arb, fmpq, fmpq_mat

from verify.judge.verdicts import Exhibit
from verify.kernel import witness
from verify.paper import grammar
from verify.paper.formulas import Formula

DATA = {"F", "matrix"}  # names of the kit that write a number or matrix down and compute nothing
TOLD = "the true value was computed by the verifier: this program does not compute it"
MODULES = {"Min": "min", "Max": "max", "Binomial": "binomial", "Exp": "exponential", "Abs": "abs", "Floor": "whole"}


def script(exhibit: Exhibit, heading: str) -> str:
    """The whole program: heading, the kit, the witness, and the two values side by side."""
    comment = "\n".join(f"# {line}".rstrip() for line in heading.splitlines())
    told = "" if shows_the_truth(exhibit) else f"print({TOLD!r})\n"
    body = "\n".join(exhibit.setup)
    return (
        f"#!/usr/bin/env python3\n{comment}\n\n{inspect.getsource(witness)}\n\n# The witness\n{body}\n\n"
        f"printed = {exhibit.printed}\ntrue = {exhibit.true}\n"
        f"print({exhibit.what!r})\nprint('printed:', printed)\nprint('true:   ', true)\n"
        f"{told}failed = {exhibit.fails}\n"
        "print('REFUTED' if failed else 'not refuted: the statement holds here')\nraise SystemExit(0 if failed else 1)\n"
    )


def shows_the_truth(exhibit: Exhibit) -> bool:
    """Whether the script computes the truth, in `true` or in `fails`, instead of being told it as a number."""
    return _computes(exhibit.true) or _computes(exhibit.fails)


def _computes(source: str) -> bool:
    try:
        names = {node.id for node in ast.walk(ast.parse(source, mode="eval")) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a saved run may hold any text
        return False
    return bool(names - DATA - {"printed", "true"})


def fraction(value: Any) -> str:
    """Python source of an exact number, or of a ball's midpoint."""
    if isinstance(value, arb):
        value = value.mid().fmpq()
    if isinstance(value, fmpq):
        return f"F({int(value.p)}, {int(value.q)})" if value.q != 1 else f"F({int(value.p)})"
    return f"F({value})"


def matrix_source(matrix: fmpq_mat) -> str:
    """Python source of an exact matrix: rows of integers and texts such as '3/2'."""
    rows = [[int(x.p) if x.q == 1 else str(x) for x in row] for row in matrix.tolist()]
    return f"matrix({rows!r})"


def setup_of(net: Any, origin: str) -> tuple[str, ...]:
    """Lines that build W, Sxx, Syx and, unless `origin` is empty, H; a trained network is trained again.

    Instances that are no network bring their own lines, or none.
    """
    network = getattr(net, "network", None)
    if network is None:
        return tuple(getattr(net, "setup", ()))
    exact = network.arithmetic.exact
    steps = getattr(net, "steps", 0)
    start = net.trajectory[0] if steps else network
    lines = [
        f"# {net.recipe}",
        f"W = [{', '.join(matrix_source(exact(layer)) for layer in start.layers)}]  # first layer first",
        f"Sxx = {matrix_source(exact(network.sigma_xx))}",
        f"Syx = {matrix_source(exact(network.sigma_yx))}",
    ]
    if steps:
        lines.append(f"for _ in range({steps}):\n    W = descend(W, Sxx, Syx, {fraction(net.eta)})")
    return (*lines, f"H = {origin}(W, Sxx, Syx)") if origin else tuple(lines)


def python_source(formula: Formula, facts: Mapping[str, Any]) -> str:
    """Python source that evaluates the formula with the given values of its symbols; a text is source of a value."""
    return _source(formula.tree, facts, frozenset())


def _source(node: grammar.Node, facts: Mapping[str, Any], bound: frozenset[str]) -> str:
    def inner(child: grammar.Node) -> str:
        return _source(child, facts, bound)

    match node:
        case grammar.Integer(value=value):
            return f"F({value})"
        case grammar.Name(name=name, indices=()):
            return f"index_{name}" if name in bound else fraction(facts[name])
        case grammar.Name(name=name, indices=indices):
            table = {key: str(value) for key, value in dict(facts[name]).items()}
            key = ", ".join(f"int({inner(i)})" for i in indices)
            return f"F({table!r}[{key}])"
        case grammar.Operation(operator="**", left=left, right=right):
            return f"power({inner(left)}, {inner(right)})"
        case grammar.Operation(operator=operator, left=left, right=right):
            return f"({inner(left)} {operator} {inner(right)})"
        case grammar.Call(function=function, arguments=arguments):
            return f"{MODULES[function]}({', '.join(map(inner, arguments))})"
        case grammar.Series(kind=kind, body=body, index=index, low=low, high=high):
            each = _source(body, facts, bound | {index})
            terms = f"({each} for index_{index} in map(F, range(int({inner(low)}), int({inner(high)}) + 1)))"
            return f"sum({terms}, F(0))" if kind == "Sum" else f"product_of({terms})"
        case grammar.Relation(relations=relations, sides=sides):
            rest = "".join(f" {r} {inner(s)}" for r, s in zip(relations, sides[1:]))
            return f"({inner(sides[0])}{rest})"
        case grammar.Piecewise(branches=branches, otherwise=otherwise):
            text = inner(otherwise)
            for branch, condition in reversed(branches):
                text = f"({inner(branch)} if {inner(condition)} else {text})"
            return text
    raise TypeError(f"no source for {node!r}")


def sympy_source(expression: Any) -> str:
    """Python source that evaluates a SymPy expression of +, *, powers, sums, Min and Max over Fractions."""
    import sympy as sp

    match expression:
        case sp.Rational():
            return f"F({int(expression.p)}, {int(expression.q)})" if expression.q != 1 else f"F({int(expression.p)})"
        case sp.Symbol():
            return str(expression)
        case sp.Add():
            return "(" + " + ".join(map(sympy_source, expression.args)) + ")"
        case sp.Mul():
            return "(" + " * ".join(map(sympy_source, expression.args)) + ")"
        case sp.Pow():
            return f"power({sympy_source(expression.base)}, {sympy_source(expression.exp)})"
        case sp.Min() | sp.Max():
            return f"{type(expression).__name__.lower()}({', '.join(map(sympy_source, expression.args))})"
        case sp.Abs():
            return f"abs({sympy_source(expression.args[0])})"
        case sp.floor():
            return f"whole({sympy_source(expression.args[0])})"
        case sp.exp():
            return f"exponential({sympy_source(expression.exp)})"
        case sp.Sum() | sp.Product():
            kind = "sum" if isinstance(expression, sp.Sum) else "product_of"
            loops = " ".join(
                f"for {index} in map(F, range(int({sympy_source(low)}), int({sympy_source(high)}) + 1))"
                for index, low, high in reversed(expression.limits)
            )
            return f"{kind}({sympy_source(expression.function)} {loops})"
        case sp.Piecewise():
            *branches, (last, _) = expression.args
            text = sympy_source(last)
            for value, condition in reversed(branches):
                text = f"({sympy_source(value)} if {_condition_source(condition)} else {text})"
            return text
    raise TypeError(f"no source for {expression!r}")


def _condition_source(condition: Any) -> str:
    import sympy as sp

    if isinstance(condition, sp.And):
        return "(" + " and ".join(map(_condition_source, condition.args)) + ")"
    sign = "!=" if isinstance(condition, sp.Ne) else condition.rel_op
    return f"{sympy_source(condition.lhs)} {sign} {sympy_source(condition.rhs)}"
