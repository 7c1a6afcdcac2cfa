"""Certified spectra against numpy and mpmath, side by side in one run.

    PYTHONPATH=. python benchmarks/bench_spectra.py [targets | costs] [--quick] [--sizes 520,920,1320,1720]

Prints the table of targets and the cost of each route against p. Times are CPU seconds of one thread, so that other work on
the machine disturbs them less; each ratio is the median of runs that alternate with the runs they are compared to.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from verify.nets import kronecker
from verify.nets.networks import Network
from verify.nets.orthogonal import cayley
from verify.nets.recipes import balanced
from verify.spectra import aligned_spectrum, spectrum
from verify.spectra.blas import one_thread

WIDTHS = {520: [10, 20, 16], 920: [10, 20, 20, 16], 1320: [10, 20, 20, 20, 16], 1720: [10, 20, 20, 20, 20, 16]}
HEAD = ["97/100", "99/100", "101/100", "103/100"]
TURNS = ["1", "-1/2", "1/3", "2", "-3/4"]


def experiment(p: int) -> Network:
    """The experiment with p parameters: r = 4, different layer singular values, dense rational singular vectors."""
    widths = WIDTHS[p]
    recipe = {"L": len(widths) - 1, "widths": widths, "r": 4, "rank_xx": 10, "head": HEAD, "U": TURNS * 4, "V": TURNS * 4}
    return balanced(recipe).network


def in_dense_gauge(net: Network) -> Network:
    """The same spectrum with hidden layers rotated, so that hardly an entry of the Hessian is zero."""
    layers = list(net.layers)
    for l in range(net.L - 1):
        n = layers[l].nrows()
        Q = cayley(n, [TURNS[(3 * k + l) % 5] if k % 17 == 0 else "0" for k in range(n * (n - 1) // 2)])
        v = fmpq_mat(n, 1, [fmpq(1 + (k % 3)) for k in range(n)])
        length = (v.transpose() * v)[0, 0]
        mirror = fmpq_mat(n, n, [fmpq(int(i == j)) - 2 * v[i, 0] * v[j, 0] / length for i in range(n) for j in range(n)])
        layers[l], layers[l + 1] = mirror * Q * layers[l], layers[l + 1] * (mirror * Q).transpose()
    return net.moved(tuple(layers))


def seconds(work: Callable[[], Any]) -> float:
    """CPU seconds of this process for one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def alternating(first: Callable[[], Any], second: Callable[[], Any], repeats: int) -> tuple[float, float]:
    """Median times of two pieces of work, run in turn; the second three times as often."""
    a, b = [], []
    for _ in range(repeats):
        b += [seconds(second), seconds(second)]
        a.append(seconds(first))
        b.append(seconds(second))
    return statistics.median(a), statistics.median(b)


def floats_of(H: fmpq_mat) -> np.ndarray:
    return np.array([[int(x.p) / int(x.q) for x in row] for row in H.tolist()])


def eigh_of(A: np.ndarray) -> Callable[[], Any]:
    def run() -> None:
        with one_thread():
            np.linalg.eigh(A)

    return run


def row(what: str, ratio: float, unit: str, least: float, aim: float, more: bool, detail: str) -> str:
    held = (ratio >= least) if more else (ratio <= least)
    met = (ratio >= aim) if more else (ratio <= aim)
    verdict = "aim met" if met else "holds" if held else "MISSED"
    return f"| {what} | {least:g}{unit} | {aim:g}{unit} | **{ratio:.2f}{unit}** | {verdict} | {detail} |"


def targets(quick: bool) -> None:
    print("| what | at least | aim | measured | | seconds |\n|---|---|---|---|---|---|", flush=True)
    plain, dense = kronecker.hessian(experiment(920)), kronecker.hessian(in_dense_gauge(experiment(920)))
    A, D, R = floats_of(plain), floats_of(dense), random_array(920)
    for what, work, reference, name in (
        ("counts and 1e-10 enclosures / `eigh`, p = 920", lambda: spectrum(plain, route="float"), A, "an fmpq_mat"),
        ("the same in a dense gauge", lambda: spectrum(D, route="float"), D, "a float64 array"),
        ("the same, a random matrix", lambda: spectrum(R, route="float"), R, "a float64 array"),
    ):
        t, base = alternating(work, eigh_of(reference), 2 if quick else 7)
        print(row(what, t / base, " x", 1.6, 1.3, False, f"{t:.3f} / {base:.3f}, from {name}"), flush=True)
    p = 920 if quick else 1720
    H = kronecker.hessian(experiment(p))
    t, base = alternating(lambda: spectrum(H), eigh_of(floats_of(H)), 2 if quick else 5)
    name = f"50 digits by components / `eigh`, p = {p}"
    print(row(name, t / base, " x", 1.1, 0.6, False, f"{t:.3f} / {base:.3f}, from an fmpq_mat"), flush=True)
    t, base = alternating(lambda: spectrum(dense, route="structure-free"), eigh_of(D), 1 if quick else 3)
    name = "50 digits structure-free / `eigh`, p = 920, dense gauge"
    print(row(name, t / base, " x", 90, 35, False, f"{t:.2f} / {base:.3f}"), flush=True)
    G = random_array(100)
    slow, fast = alternating(lambda: eigsy(G), lambda: spectrum(G, route="structure-free"), 1 if quick else 3)
    name = "mpmath `eigsy` (values, 50 digits) / structure-free, n = 100"
    print(row(name, slow / fast, " x", 90, 200, True, f"{slow:.2f} / {fast:.4f}"), flush=True)
    values = [fmpq(97, 100) + fmpq(k, 50) for k in range(10)]
    block = [seconds(lambda: aligned_spectrum([3000] * 11, values, [1] * 3000, [1] * 10)) for _ in range(3)]
    t = statistics.median(block)
    print(row("block route, p = 9·10^7, 50 digits", t, " s", 5, 2, False, f"{t:.2f}"), flush=True)
    if not quick:
        own, memory = child(1720, "structure-free")
        name = "memory at p = 1720, structure-free"
        detail = f"{own:.0f}; the peak of a process of its own, H and its making included"
        print(row(name, memory, " GB", 4, 2, False, detail), flush=True)


def random_array(n: int) -> np.ndarray:
    """A symmetric float64 array of normal random numbers."""
    G = np.random.default_rng(0).standard_normal((n, n))
    return G + G.T


def eigsy(G: np.ndarray) -> Any:
    with mpmath.workdps(50):
        return mpmath.eigsy(mpmath.matrix(G.tolist()), eigvals_only=True)


def child(p: int, route: str) -> tuple[float, float]:
    """(CPU seconds of the route, peak memory in GB) from a process of its own, the Hessian in a dense gauge."""
    command = [sys.executable, __file__, "--one", f"{p},{route}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads(answer)
    return found["seconds"], found["gigabytes"]


def one(p: int, route: str) -> None:
    net = experiment(p)
    H = kronecker.hessian(in_dense_gauge(net) if route == "structure-free" else net)
    t = seconds(lambda: spectrum(H, route=route))
    print(json.dumps({"seconds": t, "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}))


def costs(sizes: list[int]) -> None:
    """CPU seconds of each route against p, with `eigh` of the same matrix beside it."""
    print("\n| p | `eigh` | float | components | exact | `eigh`, dense gauge | structure-free | its radius |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for p in sizes:
        net = experiment(p)
        H, D = kronecker.hessian(net), kronecker.hessian(in_dense_gauge(net))
        cells = [statistics.median(seconds(eigh_of(floats_of(H))) for _ in range(3))]
        for route in ROUTES[:3]:
            cells.append(statistics.median(seconds(partial(spectrum, H, route=route)) for _ in range(3)))
        cells.append(statistics.median(seconds(eigh_of(floats_of(D))) for _ in range(3)))
        start = time.process_time()
        radius = spectrum(D, route="structure-free").radius
        cells.append(time.process_time() - start)
        size = float(np.log10(float(radius.p)) - np.log10(float(radius.q)))
        print(f"| {p} | " + " | ".join(f"{c:.3f}" for c in cells) + f" | 1e{size:.1f} |", flush=True)


ROUTES = ("float", "components", "exact", "structure-free")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", choices=["targets", "costs"], help="one of the two tables; both by default")
    parser.add_argument("--quick", action="store_true", help="smaller sizes and fewer repeats")
    parser.add_argument("--sizes", default="520,920,1320,1720", help="values of p for the second table")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        p, route = options.one.split(",")
        one(int(p), route)
        return
    if options.table != "costs":
        targets(options.quick)
    if options.table != "targets":
        sizes = [int(p) for p in options.sizes.split(",")]
        costs([p for p in sizes if p <= 520] if options.quick else sizes)


if __name__ == "__main__":
    main()
