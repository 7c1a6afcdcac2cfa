"""Times the two doors as whole processes, each as a ratio to importing SymPy and Hypothesis, measured in turn."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time

PLAIN = [sys.executable, "-c", "import sympy, flint"]
BASE = [sys.executable, "-c", "import sympy, hypothesis"]
COMMANDS = {
    "import the verifier": [sys.executable, "-c", "import verify.__main__"],
    "verify lemma_a9 --L 6": [sys.executable, "-m", "verify", "lemma_a9", "--L", "6"],
    "pytest lemmas/ (A.1, A.5, A.9)": [
        *(sys.executable, "-m", "pytest", "-q", "lemmas/lemma_a1.py", "lemmas/lemma_a5.py", "lemmas/lemma_a9.py"),
    ],
    "verify all": [sys.executable, "-m", "verify", "all"],
}


def seconds(command: list[str]) -> float:
    """Wall-clock time of one process."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def jobs() -> None:
    """One process against two, in turn, by the clock and in processor time. The clock says little on a busy machine."""
    command = [sys.executable, "-m", "verify", "a3", "a7", "3.4", "--jobs"]
    used = []
    for n in ("1", "2"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock = seconds([*command, n])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append((clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    (one, alone), (two, shared) = used
    print(f"\n--jobs 2: {one / two:.2f} times as fast by the clock, with {shared / alone:.2f} times the processor time")


def main() -> None:
    """Pairs of runs after one warm-up: base, command, base, command, …"""
    print("| command | seconds (median) | ratio to importing sympy and hypothesis (median, min, max) |\n|---|---|---|")
    for name, command in COMMANDS.items():
        seconds(command)
        pairs = [(seconds(BASE), seconds(command)) for _ in range(2 if name == "verify all" else 5)]
        ratios = [b / a for a, b in pairs]
        spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}, {max(ratios):.2f})"
        print(f"| {name} | {statistics.median(b for _, b in pairs):.2f} | {spread} |", flush=True)


if __name__ == "__main__":
    if "jobs" not in sys.argv:
        main()
        pairs = [(seconds(PLAIN), seconds([sys.executable, "-c", "import verify"])) for _ in range(5)]
        print(f"\nimport verify / import sympy, flint: {statistics.median(b / a for a, b in pairs):.2f}")
    jobs()
