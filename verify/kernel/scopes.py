"""Scopes: variables with domains, conditions, and what defined symbols stand for; joined by `all` and by `cases`.

A scope is {"variables": {name: domain}, "given": [comparison], "defined": {name: formula}}. A domain is {"integer": true,
"least": k}, {"above": a}, {"least": a}, {"between": [a, b]}, {"is": value}, {} (any real) or {"array": sign of its entries}.
"""

from __future__ import annotations

from flint import fmpq

from .algebra import Algebra
from .ring import RING, Fraction
from .terms import Refused, names, parse, put


def number(text) -> fmpq:
    """An exact rational from an integer or a text such as "3/2"."""
    top, _, bottom = str(text).partition("/")
    try:
        return fmpq(int(top), int(bottom or 1))
    except (ValueError, ZeroDivisionError):
        raise Refused(f"{text!r} is no rational number") from None


def algebra(scope: dict, region: dict | None = None, without: tuple = ()) -> Algebra:
    """The algebra of a scope. A region {"parameters", "made", "back"} writes some of its variables through others."""
    made = Algebra()
    scope = tightened(scope)
    variables = {k: v for k, v in scope["variables"].items() if k not in without}
    if region is not None:
        outer = algebra(scope)
        check_region(region, variables, outer)
        rest = {k: v for k, v in variables.items() if k not in region["made"]}
        for name, domain in {**rest, **region["parameters"]}.items():
            enter(made, name, domain)
        for name, text in region["made"].items():
            made.known[name] = made.fraction(parse(text))
    else:
        for name, domain in variables.items():
            enter(made, name, domain)
        for text in scope.get("given", []):  # of two variables that are equal one is enough
            tree = parse(text)
            if tree[0] == "rel" and tree[1] == ("==",) and {side[0] for side in tree[2]} == {"var"}:
                one, other = (side[1] for side in tree[2])
                if one in variables and variables.get(other) == variables[one]:
                    made.known[one] = made.known[other]
    for name, text in scope.get("defined", {}).items():
        if name in variables or name in made.known:
            raise Refused(f"{name} is both a variable and defined")
        made.known[name] = made.fraction(parse(text))
    for text in scope.get("given", []):
        assume(made, parse(text))
    return made


class Empty(Refused):
    """No point lies in the scope."""


def tightened(scope: dict) -> dict:
    """The scope with conditions that compare an integer variable with a number taken into its domain. Raises Empty."""
    variables, given = dict(scope["variables"]), []
    again = True
    rest = [(text, parse(text)) for text in scope.get("given", [])]
    while again:
        again, left = False, []
        for text, tree in rest:
            found = compared_with_number(tree, variables)
            if found is None:
                left.append((text, tree))
                continue
            name, domain = found
            again = again or domain != variables[name]
            variables[name] = domain
            if not settles(tree):
                left.append((text, tree))
        rest = left
    given = [text for text, _ in rest]
    return {**scope, "variables": variables, "given": given}


def settles(tree: tuple) -> bool:
    """Whether the domain says all that the condition does: not so for an upper bound, or for != in the midst."""
    return tree[1][0] in ((">=", ">", "==") if tree[2][0][0] == "var" else ("<=", "<", "=="))


def compared_with_number(tree: tuple, variables: dict) -> tuple | None:
    """(name, narrower domain) where the condition compares an integer variable that has a least value with an integer."""
    if tree[0] != "rel" or len(tree[1]) != 1:
        return None
    (relation,), (a, b) = tree[1], tree[2]
    if a[0] == "num" and b[0] == "var":
        a, b, relation = b, a, {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(relation, relation)
    domain = variables.get(a[1]) if a[0] == "var" and b[0] == "num" and fmpq(b[1]).q == 1 else None
    if domain is None or set(domain) != {"integer", "least"} or domain["integer"] is not True:
        return None
    least, number_ = fmpq(int(domain["least"])), fmpq(b[1])
    if relation in (">=", ">", "=="):
        low = max(least, number_ + (1 if relation == ">" else 0))
    else:
        low = least + (1 if relation == "!=" and number_ == least else 0)
    high = number_ - (1 if relation == "<" else 0) if relation in ("<", "<=", "==") else None
    if high is not None and high < low:
        raise Empty
    if high == low:
        return a[1], {"is": str(low)}
    return a[1], {"integer": True, "least": int(low)}


def enter(made: Algebra, name: str, domain: dict) -> None:
    """A variable with its domain; an integer >= k is written k + n."""
    kinds = [set(), {"integer", "least"}, {"least"}, {"above"}, {"between"}, {"is"}, {"array"}]
    if not isinstance(domain, dict) or set(domain) not in kinds or not name.isidentifier() or not name.isascii():
        raise Refused(f"{name}: {domain} is no domain")
    if domain.get("integer", True) is not True:
        raise Refused(f"{name}: {domain} is no domain")
    if "array" in domain:
        made.arrays[name] = domain["array"] if domain["array"] in ("+", "0+") else "?"
        return
    if "is" in domain:
        made.known[name] = Fraction(RING.constant(number(domain["is"])))
        return
    whole = domain.get("integer") is True
    least = next((number(domain[k]) for k in ("least", "above") if k in domain), None)
    if "between" in domain:
        least = number(domain["between"][0])
    if whole and (least is None or least.q != 1 or "above" in domain):
        raise Refused(f"{name}: an integer needs a least value that is an integer")
    sign = "?" if least is None else "+" if "above" in domain else "0+"
    place = made.var(("var", name), sign, whole=whole)
    made.known[name] = made.plus(Fraction(RING.constant(least or 0)), place)
    if "between" in domain:
        made.know(made.plus(Fraction(RING.constant(number(domain["between"][1]))), Fraction(-made.known[name].top)), ">=")


def assume(made: Algebra, tree: tuple) -> None:
    """Enter a condition that holds on the scope; its sides must have values."""
    if tree[0] != "rel":
        raise Refused("a condition is a comparison")
    for relation, a, b in zip(tree[1], tree[2], tree[2][1:]):
        made.know(made.minus(a, b), relation)


def check_region(region: dict, variables: dict, outer: Algebra) -> None:
    """Raise Refused unless every point of the scope has parameters, inside their domains, that lead back to it."""
    values = {}
    for name, domain in region["parameters"].items():
        if name in variables or set(domain) - {"integer", "least", "above"}:
            raise Refused(f"{name} is no parameter")
        value = outer.fraction(parse(region["back"][name]))
        least = number(domain.get("least", domain.get("above", 0)))
        sign = outer.sign(outer.plus(value, Fraction(RING.constant(-least))))
        bounded = not ({"least", "above"} & set(domain)) or sign == "+" or ("least" in domain and sign in ("0+", "0"))
        if not bounded or (domain.get("integer") and not outer.whole(value)):
            raise Refused(f"the parameter {name} = {region['back'][name]} is not shown to be in its domain {domain}")
        values[name] = value
    for name in region["made"]:
        if name not in variables or "array" in variables[name]:
            raise Refused(f"{name} is no variable of the scope")
    hidden = {f"{k}'": v for k, v in values.items()}
    outer.known.update(hidden)
    for name, text in region["made"].items():
        tree = put(parse(text), {k: ("var", f"{k}'") for k in values})
        back = outer.fraction(tree)
        if outer.sign(outer.plus(back, Fraction(-outer.known[name].top, outer.known[name].bottom))) != "0":
            raise Refused(f"{name} = {text} is not shown to lead back to {name}")


def inhabited(scope: dict, point: dict) -> None:
    """Raise Refused unless the point lies in the scope: a proof about no value at all proves nothing."""
    variables = {}
    for name, domain in scope["variables"].items():
        if "array" in domain:
            variables[name] = domain
            continue
        value = number(point.get(name, domain.get("is", "?")))
        low, high = domain.get("least"), None
        if "between" in domain:
            low, high = domain["between"]
        good = (low is None or value >= number(low)) and (high is None or value <= number(high))
        good = good and ("above" not in domain or value > number(domain["above"]))
        if not good or (domain.get("integer") and value.q != 1) or value != number(domain.get("is", value)):
            raise Refused(f"the point {name} = {value} is not in the domain {domain}")
        variables[name] = {"is": str(value)}
    exact = algebra({"variables": variables, "defined": scope.get("defined", {})})
    for text in scope.get("given", []):
        if not exact.truth(parse(text)):
            raise Refused(f"the point {point} does not satisfy {text}")


def both(a: dict, b: dict) -> dict:
    """The intersection of two scopes."""
    variables = dict(a["variables"])
    for name, domain in b["variables"].items():
        variables[name] = narrower(name, variables[name], domain) if name in variables else domain
    defined = {**a.get("defined", {}), **b.get("defined", {})}
    given = list(dict.fromkeys([*a.get("given", []), *b.get("given", [])]))
    for name in list(defined):
        one, other = a.get("defined", {}).get(name, defined[name]), b.get("defined", {}).get(name, defined[name])
        if one != other:
            raise Refused(f"{name} stands for {one} and for {other} in two parts")
        if name in variables:  # a variable here, defined there: the definition is a condition
            del defined[name]
            given.append(f"{name} == {one}")
    return {"variables": variables, "given": list(dict.fromkeys(given)), "defined": defined}


def narrower(name: str, a: dict, b: dict) -> dict:
    if a == b:
        return a
    if "is" in a or "is" in b:
        one, other = (a, b) if "is" in a else (b, a)
        value = number(one["is"])
        inside = "is" not in other and "array" not in other and not (other.get("integer") and value.q != 1)
        inside = inside and ("least" not in other or value >= number(other["least"]))
        if inside and ("above" not in other or value > number(other["above"])) and "between" not in other:
            return one
    elif not {"between", "array"} & (set(a) | set(b)):
        whole = bool(a.get("integer") or b.get("integer"))
        ends = [(number(d[k]), k == "above") for d in (a, b) for k in ("least", "above") if k in d]
        if not ends:
            return {}
        end, strict = max(ends)
        if whole:
            up = -((-end.p) // end.q)
            return {"integer": True, "least": int(up + (1 if strict and end == up else 0))}
        return {"above" if strict else "least": str(end) if end.q != 1 else int(end.p)}
    raise Refused(f"{name} has the domains {a} and {b} in two parts")


def projected(scope: dict, wanted: set[str]) -> dict:
    """Without the names to which no condition or definition, nor a condition on what is defined, leads from the wanted."""
    defined = {name: names(parse(text)) for name, text in scope.get("defined", {}).items()}

    def reached(found: set[str]) -> set[str]:
        for _ in defined:
            found = found.union(*(defined[name] for name in found & set(defined)))
        return found

    links = [reached(names(parse(text))) for text in scope.get("given", [])]
    keep = reached(wanted | {k for k, d in scope["variables"].items() if "is" in d})
    for _ in links:
        keep = keep.union(*(link for link in links if link & keep))
    return {
        "variables": {k: v for k, v in scope["variables"].items() if k in keep},
        "given": [text for text, link in zip(scope.get("given", []), links) if link <= keep],
        "defined": {k: v for k, v in scope.get("defined", {}).items() if k in keep},
    }


def said(scopes: list[dict]) -> str:
    """Scopes as one line: "all L >= 2; all real mu > 0; r <= d_0"; several, each of which is covered, with " or "."""
    found = list(dict.fromkeys(map(_said, scopes)))
    fixed = [f.partition("; ") for f in found]
    numbers = [f[0][4:] for f in fixed if f[0].startswith("L = ") and f[0][4:].isdigit()]
    same = len(numbers) == len(found) > 1 and len({f[2] for f in fixed}) == 1
    if same and [int(n) - int(numbers[0]) for n in numbers] == list(range(len(numbers))):
        return "; ".join(x for x in (f"L = {numbers[0]}..{numbers[-1]}", fixed[0][2]) if x)
    return " or ".join(found)


def _said(scope: dict) -> str:
    groups: dict[tuple, list[str]] = {}
    for name, d in scope["variables"].items():
        told = {"above": "> {}", "least": ">= {}", "between": "in {}", "is": "= {}"}
        end = next((text.format(d[key]) for key, text in told.items() if key in d), "")
        kind = "arrays" if "array" in d else "" if "is" in d else "integers" if d.get("integer") else "real"
        groups.setdefault((kind, end), []).append(name)
    parts = []
    for (kind, end), found in sorted(groups.items(), key=lambda g: ("L" not in g[1], g[0][0] != "integers")):
        head = "all " if kind else ""
        kind = "" if found == ["L"] and kind == "integers" else f"{kind} " if kind else ""
        parts.append(f"{head}{kind}{', '.join(found)} {end}".strip())
    parts += [f"{k} = {v}" for k, v in scope.get("defined", {}).items()]
    return "; ".join([*parts, *scope.get("given", [])])
