"""A formula of the grammar as LaTeX, for readers: assumptions and conventions, whose own LaTeX the data do not keep."""

from __future__ import annotations

from verify.paper.grammar import Call, Integer, Name, Node, NotInGrammar, Operation, Piecewise, Relation, Series, parse

GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "rho",
    "sigma", "tau", "phi", "chi", "psi", "omega", "Sigma", "Omega", "Lambda", "Theta", "Delta", "Gamma", "Pi", "Phi", "Psi",
})  # fmt: skip
SPECIAL = {"rank_xx": r"\mathrm{rk}\,\Sigma_{xx}", "d_star": "d_*", "lambdas": r"\lambda", "eps": r"\varepsilon"}
RELATIONS = {"<=": r"\le", ">=": r"\ge", "==": "=", "!=": r"\ne", "<": "<", ">": ">"}
SUM, PRODUCT, POWER, ATOM = range(1, 5)  # how tightly a piece binds


def latex_of(text: str) -> str:
    """LaTeX of one formula; "" where the text is no formula of the grammar."""
    try:
        return _latex(parse(text))[0]
    except (NotInGrammar, ValueError):
        return ""


def name(symbol: str) -> str:
    """LaTeX of a symbol: d_L, mu_t, rank_xx, tail."""
    if symbol in SPECIAL:
        return SPECIAL[symbol]
    base, _, below = symbol.partition("_")
    made = SPECIAL.get(base) or (rf"\{base}" if base in GREEK else _word(base, 1))
    return f"{made}_{{{_word(below.replace('_', ','), 2)}}}" if below else made


def _word(text: str, most: int) -> str:
    """Upright where it is longer than a product of `most` letters."""
    return text if len(text) <= most else rf"\mathrm{{{text}}}"


def _latex(node: Node) -> tuple[str, int]:
    match node:
        case Integer(value=value):
            return str(value), ATOM if value >= 0 else SUM
        case Name(name=symbol, indices=()):
            return name(symbol), ATOM
        case Name(name=symbol, indices=indices):
            below = ",".join(_latex(i)[0] for i in indices)
            base, _, also = symbol.partition("_")
            return f"{name(base)}_{{{below}{',' + also if also else ''}}}", ATOM
        case Operation(operator=operator, left=left, right=right):
            return _operation(operator, left, right)
        case Call(function=function, arguments=arguments):
            return _call(function, [_latex(a)[0] for a in arguments])
        case Series(kind=kind, body=body, index=index, low=low, high=high):
            sign = r"\sum" if kind == "Sum" else r"\prod"
            return f"{sign}_{{{name(index)}={_latex(low)[0]}}}^{{{_latex(high)[0]}}} {_bound(body, PRODUCT)}", PRODUCT
        case Relation(relations=relations, sides=sides):
            pieces = [_latex(sides[0])[0]]
            for relation, side in zip(relations, sides[1:]):
                pieces += [RELATIONS[relation], _latex(side)[0]]
            return " ".join(pieces), 0
        case Piecewise(branches=branches, otherwise=otherwise):
            rows = [rf"{_latex(value)[0]} & \text{{if }} {_latex(condition)[0]}" for value, condition in branches]
            rows.append(rf"{_latex(otherwise)[0]} & \text{{otherwise}}")
            return "\\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", ATOM
    raise ValueError(f"no LaTeX for {node!r}")


def _operation(operator: str, left: Node, right: Node) -> tuple[str, int]:
    match operator:
        case "/":
            return rf"\frac{{{_latex(left)[0]}}}{{{_latex(right)[0]}}}", ATOM
        case "**":
            return f"{_bound(left, ATOM)}^{{{_latex(right)[0]}}}", POWER
        case "*":
            first, second = _bound(left, PRODUCT), _bound(right, POWER)
            dot = r" \cdot " if second[:1].isdigit() else r"\, "
            return f"{first}{dot}{second}", PRODUCT
        case "-" if left == Integer(left.column, 0):
            return f"-{_bound(right, PRODUCT)}", SUM
    return f"{_latex(left)[0]} {operator} {_bound(right, PRODUCT if operator == '-' else SUM)}", SUM


def _call(function: str, arguments: list[str]) -> tuple[str, int]:
    inside = ", ".join(arguments)
    match function:
        case "Min" | "Max":
            return rf"\{function.lower()}({inside})", ATOM
        case "Abs":
            return rf"|{inside}|", ATOM
        case "Floor":
            return rf"\lfloor {inside} \rfloor", ATOM
        case "Exp":
            return rf"e^{{{inside}}}", POWER
    return rf"\binom{{{arguments[0]}}}{{{arguments[1]}}}", ATOM


def _bound(node: Node, level: int) -> str:
    text, own = _latex(node)
    return text if own >= level else rf"\left({text}\right)"
