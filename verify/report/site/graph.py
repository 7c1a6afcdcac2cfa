"""The dependency graph of the results as a layered drawing: foundations at the top, what rests on them below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

WIDE, HIGH, GAP_X, GAP_Y, MARGIN = 140, 62, 18, 50, 12
SWEEPS = 24


@dataclass(frozen=True)
class Node:
    """A result in the drawing; x and y are its upper left corner in pixels."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Edge:
    """An arrow from a result down to one that uses it, as the path of an SVG curve."""

    used: str
    user: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Nodes and edges with the size of the picture in pixels."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float
    box: tuple[float, float] = (WIDE, HIGH)


def drawing(uses: Mapping[str, Sequence[str]]) -> Drawing:
    """Lay out the graph of uses. An arrow that closes a circle is drawn, but counts for no layer."""
    straight = _acyclic(uses)
    chains, layers = _layers(straight)
    _untangle(layers, chains)
    place = _coordinates(layers, chains)
    left = min((x for x, _ in place.values()), default=0.0) - MARGIN
    place = {key: (x - left, y + MARGIN) for key, (x, y) in place.items()}
    nodes = tuple(Node(label, *place[(label,)]) for label in uses)
    edges = []
    for user, all_used in uses.items():
        for used in dict.fromkeys(all_used):
            if used != user and used in uses:
                between = [k for k in sorted(place) if len(k) == 3 and k[:2] == (used, user)]
                edges.append(Edge(used, user, _path(place[(used,)], [place[k] for k in between], place[(user,)])))
    width = max((x for x, _ in place.values()), default=0.0) + WIDE + MARGIN
    return Drawing(nodes, tuple(edges), width, len(layers) * (HIGH + GAP_Y) - GAP_Y + 2 * MARGIN)


Key = tuple[str, ...]  # (label,) is a result; (used, user, number) a bend of a long arrow, one in each layer it crosses


def _acyclic(uses: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """The same graph without the arrows that close circles."""
    kept = {label: {u for u in used if u in uses and u != label} for label, used in uses.items()}
    while True:
        try:
            TopologicalSorter(kept).prepare()
            return kept
        except CycleError as error:
            circle: list[str] = error.args[1]  # each is used by the next
            kept[circle[1]].discard(circle[0])


def _layers(uses: Mapping[str, set[str]]) -> tuple[dict[Key, list[Key]], list[list[Key]]]:
    """Each result one layer below the lowest that it uses, long arrows cut into pieces: who hangs on whom; the layers."""
    depth: dict[str, int] = {}
    for label in TopologicalSorter(uses).static_order():
        depth[label] = max((depth[u] + 1 for u in uses[label]), default=0)
    layers: list[list[Key]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    above: dict[Key, list[Key]] = {}
    for label in uses:
        layers[depth[label]].append((label,))
        above.setdefault((label,), [])
        for used in sorted(uses[label], key=list(uses).index):
            last: Key = (used,)
            for level in range(depth[used] + 1, depth[label]):
                bend: Key = (used, label, f"{level:03}")
                layers[level].append(bend)
                above[bend] = [last]
                last = bend
            above[(label,)].append(last)
    return above, layers


def _untangle(layers: list[list[Key]], above: Mapping[Key, Sequence[Key]]) -> None:
    """Order each layer by the mean position of its neighbours, down and up in turn (the barycentre method)."""
    below: dict[Key, list[Key]] = {}
    for key, parents in above.items():
        for parent in parents:
            below.setdefault(parent, []).append(key)
    best, least = [list(layer) for layer in layers], _crossings(layers, above)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            spot = {key: n for other in layers for n, key in enumerate(other)}
            near = above if down else below
            mean = {k: _mean([spot[o] for o in near.get(k, [])], spot[k]) for k in layer}
            layer.sort(key=lambda k: mean[k])
        if (now := _crossings(layers, above)) < least:
            best, least = [list(layer) for layer in layers], now
    layers[:] = best


def _crossings(layers: Sequence[Sequence[Key]], above: Mapping[Key, Sequence[Key]]) -> int:
    spot = {key: n for layer in layers for n, key in enumerate(layer)}
    total = 0
    for layer in layers:
        ends = [(spot[parent], n) for n, key in enumerate(layer) for parent in above[key]]
        total += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[:i])
    return total


def _coordinates(layers: Sequence[Sequence[Key]], above: Mapping[Key, Sequence[Key]]) -> dict[Key, tuple[float, float]]:
    """Corners of all nodes: near the middle of their neighbours, in the order of the layer, never overlapping."""
    below: dict[Key, list[Key]] = {}
    for key, parents in above.items():
        for parent in parents:
            below.setdefault(parent, []).append(key)
    x: dict[Key, float] = {}
    for layer in layers:
        at = 0.0
        for key in layer:
            x[key] = at
            at += _room(key)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            near = above if down else below
            wish = [_mean([x[o] for o in near.get(k, [])], x[k]) for k in layer]
            for key, spot in zip(layer, _apart(wish, [_room(k) for k in layer])):
                x[key] = spot
    return {key: (x[key], n * (HIGH + GAP_Y)) for n, layer in enumerate(layers) for key in layer}


def _apart(wish: Sequence[float], room: Sequence[float]) -> list[float]:
    """Positions nearest to the wished ones (least squares) that keep the order and leave room: pooled neighbours."""
    offset = [sum(room[:n]) for n in range(len(room))]
    blocks: list[tuple[float, int]] = []
    for n, place in enumerate(wish):
        blocks.append((place - offset[n], 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, m), (b, k) = blocks[-2:]
            blocks[-2:] = [((a * m + b * k) / (m + k), m + k)]
    starts = [start for start, count in blocks for _ in range(count)]
    return [start + o for start, o in zip(starts, offset)]


def _room(key: Key) -> float:
    return WIDE + GAP_X if len(key) == 1 else GAP_X


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _path(start: tuple[float, float], bends: Sequence[tuple[float, float]], end: tuple[float, float]) -> str:
    points = [(start[0] + WIDE / 2, start[1] + HIGH)]
    for x, y in bends:
        points += [(x + GAP_X / 2, y + 4), (x + GAP_X / 2, y + HIGH - 4)]
    points.append((end[0] + WIDE / 2, end[1] - 5))
    text = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for n, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        if n % 2:
            text += f" L{x2:.1f} {y2:.1f}"
        else:
            middle = (y1 + y2) / 2
            text += f" C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    return text
