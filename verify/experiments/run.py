"""The companion's figures on scikit-learn's digits: training, measuring, and the printed formulas beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from verify.experiments import certified
from verify.experiments.data import CLASSES, Sample, digits
from verify.experiments.measures import hutchinson, top_by_lobpcg, top_eigenvalues
from verify.experiments.models import Layers, Model, balanced, compressed, imbalance, kaiming, trained
from verify.paper.formulas import Formula
from verify.paper.statements import Revision

NAMES = ("1a", "1b", "1c", "2", "3", "4")
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
Row = dict[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """How long and how wide to train; the defaults are the paper's, but for the data."""

    epochs: int = 10_000
    deep_width: int = 64  # Figures 1 (c) and 2
    wide: int = 256  # Figures 3 and 4
    shares: tuple[float, ...] = SHARES
    checkpoints: int = 8
    estimates: int = 100  # of Hutchinson
    seed: int = 0


@dataclass(frozen=True)
class Table:
    """One figure as rows of equal keys; `evidence` says what kind of numbers they are."""

    name: str
    title: str
    evidence: str
    rows: list[Row]


FLOAT = "float64, no error bound: shows, never proves"


def tables(names: tuple[str, ...], book: Revision, settings: Settings, say: Progress) -> Iterator[Table]:
    """The chosen figures, one after the other."""
    theory = Theory(book)
    makers: Mapping[str, Callable[[], Table]] = {
        "1a": lambda: figure_1a(theory),
        "1b": lambda: figure_1b(theory),
        "1c": lambda: sharpness("1c", "largest eigenvalue of trained models against eq. (14)", WHITE, theory, settings, say),
        "2": lambda: sharpness("2", "the same with one assumption less", ABLATIONS, theory, settings, say),
        "3": lambda: figure_3(theory, settings, say),
        "4": lambda: figure_4(theory, settings, say),
    }
    for name in names:
        say(f"figure {name}")
        yield makers[name]()


class Theory:
    """The formulas of the revision, the repaired wording where there is one, as functions of floats."""

    def __init__(self, book: Revision) -> None:
        self.book = book

    def formula(self, label: str, name: str, part: str = "value") -> Formula:
        statement = self.book.results[label].statements[name]
        repaired = statement.finding.repaired if statement.finding else None
        return (repaired or statement.printed).parts[part]

    def value(self, formula: Formula, **facts: Any) -> float:
        """The value at floats, evaluated exactly at the rationals that they are."""
        return _float(formula.at(**{name: _exact(x) for name, x in facts.items()}))


def _exact(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: _exact(value) for key, value in x.items()}
    return Fraction(float(x)) if isinstance(x, float | np.floating) else int(x)


def _float(x: Any) -> float:
    return float(x.p) / float(x.q) if isinstance(x, fmpq) else float(x)


# figures 1 (a), (b): certified


def figure_1a(theory: Theory) -> Table:
    """d = 20, L = 5, n = 100, sigma_x = 3, as in Appendix C."""
    eigenvalue, labels = theory.formula("Companion 3", "eq_9a"), theory.formula("Companion 4", "eq_13", "right")
    found = certified.figure_1a(eigenvalue, labels)
    row: Row = {"eigenvalues": found.eigenvalues, "disjoint intervals": found.intervals, "intervals matched": found.matched}
    row |= {"widest interval / largest": found.widest, "largest eigenvalue": found.largest}
    title = "eigenvalues of a balanced solution against eqs. (9) and (13), d = 20, L = 5, n = 100, sigma_x = 3"
    return Table("1a", title, "certified: exact matrices, rigorous bounds", [row])


def figure_1b(theory: Theory) -> Table:
    """Eq. (14) at sigma_x = 1 for depths 2 to 20."""
    shares = tuple(fmpq(k, 10) for k in range(1, 11))
    found = certified.figure_1b(theory.formula("Companion 4", "eq_14"), tuple(range(2, 21)), shares)
    rows: list[Row] = [{"L": L, "sigma_max^2(Y)/n": _float(x), "eq. (14)": float(ball)} for L, x, ball in found]
    return Table("1b", "eq. (14) at sigma_x = 1 by depth and sigma_max^2(Y)/n", "certified balls, shown as decimals", rows)


# figures 1 (c) and 2


@dataclass(frozen=True)
class Setup:
    """One panel: what the inputs, the initial weights and the activation are."""

    name: str
    whitened: bool = True
    start: Callable[[list[int], Any], Layers] = balanced
    tanh: bool = False


WHITE = (Setup("whitened, balanced, linear"),)
ABLATIONS = (
    Setup("raw, balanced, linear", whitened=False),
    Setup("whitened, Kaiming, linear", start=kaiming),
    Setup("whitened, balanced, tanh", tanh=True),
)


def sharpness(
    name: str, title: str, setups: tuple[Setup, ...], theory: Theory, settings: Settings, say: Progress
) -> Table:
    """Four layers, initial rate 0.01: the largest eigenvalue at the end against eq. (14), by share of the largest class."""
    rows = []
    for setup in setups:
        for share in settings.shares:
            sample = digits(share, setup.whitened, settings.seed)
            rows.append(_trained_row(setup, sample, theory, settings))
            say(f"  {setup.name}, largest share {sample.share:.2f}: ratio {rows[-1]['theory / measured']:.3f}")
    return Table(name, title, FLOAT, rows)


def _trained_row(setup: Setup, sample: Sample, theory: Theory, settings: Settings) -> Row:
    model = Model(sample.X, sample.Y, setup.tanh)
    widths = [sample.X.shape[0], *[settings.deep_width] * 3, CLASSES]
    start = setup.start(widths, np.random.default_rng(settings.seed))
    W = trained(compressed(model), start, 0.01, settings.epochs)
    n, L = sample.X.shape[1], len(W)
    measured = float(top_eigenvalues(model if setup.tanh else compressed(model), W, 1)[0])
    variance = float(np.sum(sample.X**2) / sample.X.size)  # 1 for whitened inputs; the mean second moment of raw ones
    y_max = float(np.linalg.norm(sample.Y, 2) ** 2)
    printed = theory.value(theory.formula("Companion 4", "eq_14"), L=L, n=n, var_x=variance, y_max=y_max)
    return {
        "setup": setup.name, "largest share": sample.share, "d_0": sample.X.shape[0], "n": n, "loss": model.loss(W),
        "imbalance": imbalance(W), "measured": measured, "eq. (14)": printed, "theory / measured": printed / measured,
    }  # fmt: skip


# figures 3 and 4


def _checkpoints(settings: Settings) -> list[int]:
    steps = np.unique(np.geomspace(1, settings.epochs, settings.checkpoints - 1).astype(int))
    return [0, *map(int, steps)]


def figure_3(theory: Theory, settings: Settings, say: Progress) -> Table:
    """The trace of the Hessian by Hutchinson's estimate against eq. (7), four layers, initial rate 0.003."""
    sample, rows = digits(0.1, True, settings.seed), []
    full = Model(sample.X, sample.Y)
    model, formula, wanted = compressed(full), theory.formula("Companion 2", "eq_7", "right"), _checkpoints(settings)

    def look(t: int, W: Layers) -> None:
        if t not in wanted:
            return
        mean, error = hutchinson(model, W, settings.estimates, settings.seed)
        P, S = [np.eye(sample.X.shape[0])], [np.eye(CLASSES)]
        for layer in W[:-1]:
            P.append(layer @ P[-1])
        for layer in reversed(W[1:]):
            S.append(S[-1] @ layer)
        sums = {
            "sum_P": {l: float(np.sum(x**2)) for l, x in enumerate(P, 1)},
            "sum_S": {l: float(np.sum(x**2)) for l, x in enumerate(reversed(S), 1)},
        }
        printed = theory.value(formula, L=len(W), var_x=1.0, **sums)
        rows.append({"epoch": t, "loss": full.loss(W), "Hutchinson": mean, "standard error": error, "eq. (7)": printed})
        rows[-1]["theory / measured"] = printed / mean

    widths = [sample.X.shape[0], *[settings.wide] * 3, CLASSES]
    trained(model, kaiming(widths, np.random.default_rng(settings.seed)), 0.003, settings.epochs, look)
    return Table("3", "trace of the Hessian against eq. (7), whitened digits", FLOAT, rows)


def figure_4(theory: Theory, settings: Settings, say: Progress) -> Table:
    """The ten largest eigenvalues of the Hessian against eq. (15), two layers, initial rate 0.001."""
    sample, rows = digits(0.1, True, settings.seed), []
    full = Model(sample.X, sample.Y)
    model, formula, wanted = compressed(full), theory.formula("Companion B", "eq_15"), _checkpoints(settings)

    def look(t: int, W: Layers) -> None:
        if t not in wanted:
            return
        found = top_eigenvalues(model, W, 10)
        first, second = (np.linalg.svd(layer, compute_uv=False) for layer in W)
        facts = [{"s_1": {1: float(a)}, "s_2": {1: float(b)}} for a in first for b in second]
        printed = sorted((theory.value(formula, var_x=1.0, i=1, j=1, **pair) for pair in facts), reverse=True)[:10]
        gaps = [abs(a - b) / b for a, b in zip(printed, found)]
        other = top_by_lobpcg(model, W, 10)
        rows.append({"epoch": t, "loss": full.loss(W), "largest": float(found[0]), "eq. (15)": printed[0]})
        rows[-1] |= {"worst error of ten, %": 100 * max(gaps), "mean error of ten, %": 100 * float(np.mean(gaps))}
        rows[-1]["Lanczos against LOBPCG, %"] = 100 * float(np.max(np.abs(found - other) / found))
        say(f"  epoch {t}: worst error of ten {100 * max(gaps):.3g} %")

    widths = [sample.X.shape[0], settings.wide, CLASSES]
    trained(model, kaiming(widths, np.random.default_rng(settings.seed)), 0.001, settings.epochs, look)
    return Table("4", "ten largest eigenvalues against eq. (15), whitened digits", FLOAT, rows)
