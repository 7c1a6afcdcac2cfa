"""Questions answered by rigorous ball subdivision: an inequality on every point of a compact box, and nothing beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verify.judge.verdicts import Evidence, Verdict
from verify.reason.boxes import Box, Failure, Test, cover, covers


@dataclass(frozen=True)
class OnBoxes:
    """`test` holds on the whole of `root`. The certificate lists the parts; each is tested twice, at two precisions.

    `scope` says which values the box stands for: PROVED says no more than that.
    """

    test: Test
    root: Box
    scope: str
    what: str

    def decide(self) -> Evidence:
        """PROVED with the parts as certificate, or UNDECIDED at the part where the subdivision stopped."""
        parts = cover(self.test, self.root)
        if isinstance(parts, Failure):
            return Evidence(
                Verdict.UNDECIDED, self.scope, "ball subdivision", f"{self.what}: {parts.reason}; last {parts.box}"
            )
        lines = [str(part) for part in parts]
        if not covers(lines, self.test, self.root):
            return Evidence(
                Verdict.UNDECIDED, self.scope, "ball subdivision", f"{self.what}: the parts fail when checked again"
            )
        text = f"{self.what}: {len(lines)} parts cover {self.root}, and the test holds on each, at two precisions"
        return Evidence(Verdict.SUPPORTED, self.scope, "ball subdivision", text, tried=len(lines), certificate=tuple(lines))

    def replay(self, point: Mapping[str, Any]) -> Evidence:
        """A proof has no point to replay."""
        return Evidence(Verdict.UNDECIDED, "one point", "replay", "this claim is a proof; it cannot be refuted at a point")


def on_boxes(test: Test, root: Box, scope: str, what: str) -> OnBoxes:
    """Ask whether a ball test holds on every point of a box that stands for the values named by `scope`."""
    return OnBoxes(test, root, scope, what)
