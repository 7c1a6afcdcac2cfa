"""counterexample: the pinned witness of a refuted statement as an object, its matrices, and printed against true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from verify.api.selection import named
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.scripts import script
from verify.judge.verdicts import Evidence
from verify.nets.networks import Network
from verify.report import witness as shown
from verify.report.matrices import plainly
from verify.spectra.exact import SymmetricMatrix


@dataclass(frozen=True)
class Counterexample:
    """Where a printed statement fails. `witness` is the recipe of its network, or the point, as the data pin it."""

    case: Case
    evidence: Evidence
    witness: dict[str, Any]

    @property
    def id(self) -> str:
        """The statement."""
        return self.case.statement.id

    @cached_property
    def instance(self) -> Any:
        """The instance that the recipe builds; None where the witness is a point."""
        return shown.built(self.case, self.witness)

    @property
    def network(self) -> Network | None:
        """The network, over the rationals where the recipe is; None where the instance is no network."""
        return getattr(self.instance, "network", None)

    @property
    def weights(self) -> tuple[Any, ...]:
        """W^1, …, W^L as exact matrices (fmpq_mat); empty where the witness is no network."""
        net = self.network
        return tuple(map(net.arithmetic.exact, net.layers)) if net is not None else ()

    @property
    def covariances(self) -> tuple[Any, Any] | None:
        """Sigma_xx and Sigma_yx as exact matrices."""
        net = self.network
        return None if net is None else (net.arithmetic.exact(net.sigma_xx), net.arithmetic.exact(net.sigma_yx))

    @property
    def hessian(self) -> SymmetricMatrix | None:
        """The Hessian that the statement speaks of, exact; numpy.array(c.hessian) is its float64 rounding."""
        found = shown.hessian(self.case, self.instance)
        return found if isinstance(found, SymmetricMatrix) else None

    def script(self) -> str:
        """A stand-alone Python program (standard library only) that shows the failure. Raises BadInput without one."""
        if self.evidence.exhibit is None:
            raise BadInput(f"{self.case.id}: its claim compares quantities that have no stand-alone script")
        return script(self.evidence.exhibit, f"{self.case.statement.where}: {self.id}\nPrinted: {self.case.wording}")

    def lines(self) -> Iterator[str]:
        """The statement, the matrices, printed against true, and the recipe for pasting."""
        yield f"{self.id}  ({self.case.statement.where})"
        yield f"printed: {self.case.wording}"
        yield from shown.lines(self.case, self.instance)
        yield plainly(self.evidence.detail)
        yield f"recipe: {', '.join(f'{k} = {v}' for k, v in self.witness.items())}"

    def explain(self) -> str:
        """The same as text."""
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        return self.explain()


def counterexample(
    id: str, *, revision: str | None = None, paper: str | None = None, reading: str | None = None
) -> Counterexample:
    """The pinned counterexample of a refuted statement, replayed now.

    reading: the reading of the assumptions on Sigma_xx (padded, isotropic, rank_r); the first that fails unless given.
    Raises BadInput for a statement without a finding.

    >>> c = counterexample("A.9/zero_multiplicity")
    >>> c.weights
    ([1], [1])
    >>> c.evidence.verdict.value
    'REFUTED'
    """
    name, book, found = named(id, revision, paper)
    failing = [case for case in found if case.expects_refutation]
    if not failing:
        raise BadInput(f"{id} has no finding in revision {book.name}, so there is no counterexample")
    under = [case for case in failing if reading in (None, case.under.name if case.under else "any")]
    if not under:
        names = ", ".join(case.under.name if case.under else "any" for case in failing)
        raise BadInput(f"{id}: no counterexample under {reading!r}; there is one under {names}")
    case = under[0]
    finding = case.statement.finding
    assert finding is not None
    witness = finding.witness_under(case.under.name if case.under else None)
    return Counterexample(case, examine(case, Run(revision=name)), dict(witness or {}))
