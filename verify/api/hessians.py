"""hessian_spectrum: all eigenvalues of a deep linear network's Hessian, certified, with their clusters by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from flint import fmpq

from verify.api.networks import network
from verify.errors import BadInput
from verify.nets.networks import Network

MOST = 2000  # parameters


@dataclass(frozen=True)
class Cluster:
    """A certified interval [low, high] (exact rationals) that holds exactly `multiplicity` eigenvalues.

    how: what is proved beyond the count, "exact", "one value" or "interval". name: dominant, bulk, rest or zero where the
    exact-spectrum theorem applies, else "". predicted: what that theorem gives here, in float64, or None.
    """

    low: fmpq
    high: fmpq
    multiplicity: int
    how: str
    name: str = ""
    predicted: float | None = None

    @property
    def value(self) -> float:
        """The middle of the interval, rounded to float64."""
        return _float((self.low + self.high) / 2)

    @property
    def radius(self) -> float:
        """Half the width, rounded to float64."""
        return _float((self.high - self.low) / 2)


@dataclass(frozen=True)
class HessianSpectrum:
    """All eigenvalues of the Hessian of E|W^L … W^1 x - y|^2 / 2, as disjoint clusters in increasing order.

    network: the exact network that they belong to, None for a bare matrix. note: why no theorem stands beside them, or what
    the names mean.
    """

    clusters: tuple[Cluster, ...]
    network: Network | None
    digits: int | None
    title: str
    note: str

    def __iter__(self) -> Iterator[Cluster]:
        return iter(self.clusters)

    def __len__(self) -> int:
        """The number of clusters; the multiplicities add up to p."""
        return len(self.clusters)

    def __getitem__(self, name: str) -> tuple[Cluster, ...]:
        """The clusters of a name, for example spectrum["bulk"]."""
        return tuple(c for c in self.clusters if c.name == name)

    @property
    def values(self) -> Any:
        """All p eigenvalues in increasing order, as a numpy array of float64, each within its cluster's radius."""
        import numpy as np

        return np.repeat([c.value for c in self.clusters], [c.multiplicity for c in self.clusters])

    def to_dict(self) -> dict[str, Any]:
        """Plain data; ends of the intervals as exact fractions in text."""
        rows = [
            {
                "low": str(c.low),
                "high": str(c.high),
                "multiplicity": c.multiplicity,
                "how": c.how,
                "name": c.name or None,
                "predicted": c.predicted,
            }
            for c in self.clusters
        ]
        sizes = {"widths": list(self.network.widths) if self.network else None, "p": sum(c.multiplicity for c in self)}
        return {"title": self.title, **sizes, "clusters": rows, "note": self.note}

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Times, value, name, prediction and what is proved, greatest first: the table that every view shows.

        Where there are more than 24 clusters, neighbours of one name that float64 cannot part share a line.
        """
        largest = max((abs(c.value) for c in self.clusters), default=0.0)
        near = 1e-9 * largest if len(self.clusters) > 24 else -1.0
        group: list[Cluster] = []
        for c in (*reversed(self.clusters), None):
            if group and (c is None or c.name != group[-1].name or group[-1].value - c.value > near):
                yield _row(group)
                group = []
            if c is not None:
                group.append(c)

    def __repr__(self) -> str:
        heads = ("times", "eigenvalue", "cluster", "theory", "proved")
        rows = [heads, *self.rows()]
        widths = [max(len(row[k]) for row in rows) for k in range(len(heads))]
        cells = [[f"{x:>{n}}" if k == 0 else f"{x:<{n}}" for k, (x, n) in enumerate(zip(row, widths))] for row in rows]
        lines = ["  ".join(row) for row in cells]
        total = sum(c.multiplicity for c in self)
        count = f"{total} eigenvalues in {len(self)} clusters; each interval holds exactly that many"
        return "\n".join([self.title, *(line.rstrip() for line in lines), count, self.note])

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        heads = "".join(f'<th scope="col">{x}</th>' for x in ("times", "eigenvalue", "cluster", "theory", "proved"))
        body = "".join("<tr>" + "".join(f"<td>{escape(x)}</td>" for x in row) + "</tr>" for row in self.rows())
        caption = escape(f"{self.title}. {self.note}")
        return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"

    def plot(self, axes: Any = None) -> Any:
        """Draw the eigenvalues in decreasing order, coloured by cluster, and return the axes. Needs matplotlib."""
        try:
            from matplotlib import pyplot
        except ImportError:
            raise BadInput("plot() needs matplotlib; in the verifier's folder: pip install '.[figures]'") from None
        axes = axes or pyplot.subplots(figsize=(6, 3.2))[1]
        place = 0
        colours = {"dominant": "#b5362b", "bulk": "#22628f", "rest": "#7a7a7a", "zero": "#b0b0b0"}
        told: set[str] = set()
        for c in reversed(self.clusters):
            where = range(place + 1, place + c.multiplicity + 1)
            label = None if not c.name or c.name in told else c.name
            axes.plot(where, [c.value] * c.multiplicity, "o", ms=4, color=colours.get(c.name, "#333333"), label=label)
            told.add(c.name)
            place += c.multiplicity
        axes.set_xlabel("number, greatest first")
        axes.set_ylabel("eigenvalue of the Hessian")
        if told - {""}:
            axes.legend(frameon=False)
        return axes


def hessian_spectrum(
    widths: Sequence[int] | None = None,
    *,
    rank: int | None = None,
    rank_xx: int | None = None,
    steps: int = 0,
    eta: Any = None,
    head: Any = "sampled",
    seed: int | None = None,
    weights: Sequence[Any] | None = None,
    data: tuple[Any, Any] | None = None,
    covariances: Any = None,
    digits: int = 50,
    route: str = "components",
) -> HessianSpectrum:
    """All eigenvalues of the whole Hessian of a deep linear network, with certified multiplicities.

    Either widths = [d_0, …, d_L] and rank: the paper's balanced network of Initialization 2.1, after `steps` steps of
    gradient descent with step size eta; head "sampled", or the first `rank` singular values of the layers; rank_xx the rank
    of Sigma_xx (d_0 unless given). Or weights = [W^1, …, W^L] with data = (X, Y), one sample a row, or covariances =
    (Sigma_xx, Sigma_yx): any network of up to 2000 parameters; floats are taken as the exact numbers they are.

    The loss is E|W^L … W^1 x - y|^2 / 2. PyTorch's MSELoss averages over the d_L outputs and has no 1/2: its Hessian is
    2 / d_L times this one.

    digits: of the eigenvalues, relative to the largest entry. route: components, structure-free, exact or float.
    Raises BadInput for what cannot be used, and where the accuracy cannot be proved.

    >>> hessian_spectrum(weights=[[[1, 0]], [[1]]], covariances=([[1, 0], [0, 1]], [[1, 0]]), route="exact")
    Hessian of the network 2-1-1 (3 parameters)
    times  eigenvalue  cluster   theory  proved
        1  2           dominant  2       exact
        1  1           bulk      1       exact
        1  0           zero      0       exact
    3 eigenvalues in 3 clusters; each interval holds exactly that many
    theory: X.1, the exact spectrum at an aligned balanced point
    """
    if (widths is None) == (weights is None):
        raise BadInput("give widths and rank for a network of the paper, or weights for one of your own")
    if weights is not None:
        for name, value in (("rank", rank), ("rank_xx", rank_xx), ("eta", eta), ("seed", seed), ("steps", steps or None)):
            if value is not None:
                raise BadInput(f"{name} belongs to widths; weights are taken as they are")
        net = network(weights, data, covariances)
        title = f"Hessian of the network {'-'.join(map(str, net.widths))} ({net.p} parameters)"
        return of_network(net, digits, route, title)
    if data is not None or covariances is not None:
        raise BadInput("data and covariances belong to weights; a network of widths has those of the paper")
    from verify.judge.spectrum_run import certified, read_question

    values = head if isinstance(head, str) else ",".join(map(str, head if isinstance(head, Sequence) else [head]))
    sizes, rate = ",".join(map(str, widths or ())), None if eta is None else str(eta)
    question = read_question(sizes, rank or 0, rank_xx, values, seed, steps, rate, route, digits)
    return of_answer(certified(question))


def of_answer(answer: Any) -> HessianSpectrum:
    """The spectrum of a network of the paper, as the command has found it."""
    question, net = answer.question, answer.network
    r = question.recipe
    at = f" after {question.steps} steps with eta = {question.eta}" if question.steps else " at t = 0"
    sizes = f"{'-'.join(map(str, net.widths))}, r = {r['r']}, rank Sigma_xx = {r['rank_xx']}"
    digits = None if question.route == "float" else question.digits
    return beside_theory(net, answer.clusters, digits, f"Hessian of a balanced network {sizes},{at}")


def of_network(net: Network, digits: int, route: str, title: str) -> HessianSpectrum:
    """The spectrum of one exact network. Raises BadInput."""
    from verify.nets.large_runs import hessians
    from verify.spectra.certified import spectrum
    from verify.spectra.enclosures import NotCertified

    if net.p > MOST:
        raise BadInput(f"{net.p} parameters; the whole spectrum is offered up to {MOST}")
    outer, functional = hessians(net)
    try:
        found = spectrum(outer + functional, digits, route)
    except (NotCertified, ValueError) as error:
        raise BadInput(f"not certified by the route {route}: {error}") from None
    return beside_theory(net, found.enclosures, found.digits, title)


def beside_theory(net: Network, enclosures: Sequence[Any], digits: int | None, title: str) -> HessianSpectrum:
    """Certified enclosures with the names and values that the exact-spectrum theorem gives, where it applies."""
    from verify.api.predictions import predict

    prediction = predict(net)
    clusters, place = [], net.p
    for e in enclosures:
        beside = prediction.eigenvalues[place - e.multiplicity : place]
        place -= e.multiplicity
        clusters.append(_named(Cluster(e.low, e.high, e.multiplicity, e.how), beside))
    if prediction.reason:
        note = f"theory: none of the paper's theorems applies here ({prediction.reason})"
    else:
        note = "theory: X.1, the exact spectrum at an aligned balanced point"
    return HessianSpectrum(tuple(clusters), net, digits, title, note)


def of_matrix(H: Any, digits: int, route: str, title: str) -> HessianSpectrum:
    """The spectrum of any exact symmetric matrix. Raises BadInput."""
    from verify.spectra.certified import spectrum
    from verify.spectra.enclosures import NotCertified

    try:
        found = spectrum(H, digits, route)
    except (NotCertified, ValueError) as error:
        raise BadInput(f"{title}: {error}") from None
    clusters = tuple(Cluster(e.low, e.high, e.multiplicity, e.how) for e in found.enclosures)
    return HessianSpectrum(clusters, None, found.digits, f"{title}, {found.size} rows", f"certified by the route {route}")


def _named(cluster: Cluster, beside: Sequence[tuple[float, str]]) -> Cluster:
    """The cluster with the name and the value that theory gives, if all that stand at its places agree with it."""
    near = 1e-6 * max(1.0, abs(cluster.value)) + cluster.radius
    names = {name for _, name in beside}
    if not beside or any(abs(value - cluster.value) > near for value, _ in beside):
        zero = cluster.low == cluster.high == 0
        return Cluster(cluster.low, cluster.high, cluster.multiplicity, cluster.how, "zero" if zero else "")
    zero = cluster.low <= 0 <= cluster.high and not any(value for value, _ in beside)
    name = "zero" if zero else " + ".join(sorted(names - {"zero"})) or "rest"
    predicted = sum(value for value, _ in beside) / len(beside)
    return Cluster(cluster.low, cluster.high, cluster.multiplicity, cluster.how, name, predicted + 0.0)


def _row(group: Sequence[Cluster]) -> tuple[str, str, str, str, str]:
    first, last = group[0], group[-1]
    values = [c.predicted for c in group if c.predicted is not None]
    predicted = f"{sum(values) / len(values):.12g}" if len(values) == len(group) else ""
    how = first.how if len(group) == 1 else f"{len(group)} intervals"
    return str(sum(c.multiplicity for c in group)), shown(last.low, first.high), first.name, predicted, how


def shown(low: fmpq, high: fmpq) -> str:
    """A short exact number as it is; else the shortest decimal in the interval, and a bound on the distance to it."""
    if low == high and len(str(low)) <= 20:
        return str(low)
    size = max(abs(low), abs(high), high - low)
    power = len(str(int(size.p))) - len(str(int(size.q))) + 1  # size < 10^power
    while True:
        unit = fmpq(10) ** power
        units = int((low / unit).ceil())
        if units * unit <= high or (low == high and power < -60):
            break
        power -= 1
    value = units * unit
    text = _decimal(units, power)
    away = max(value - low, high - value)
    return f"{text} ± {1.1 * _float(away):.1e}" if away else text


def _decimal(units: int, power: int) -> str:
    """units 10^power as text, with an exponent where it is far from 1."""
    digits = str(abs(units))
    sign = "-" if units < 0 else ""
    if units == 0 or -6 <= len(digits) + power <= 20:
        whole = digits + "0" * max(power, 0)
        places = max(-power, 0)
        padded = whole.rjust(places + 1, "0")
        return sign + (f"{padded[:-places]}.{padded[-places:]}" if places and units else padded if units else "0")
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{len(digits) - 1 + power:+03d}"


def _float(x: fmpq) -> float:
    from fractions import Fraction

    return float(Fraction(int(x.p), int(x.q)))
