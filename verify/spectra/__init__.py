"""Spectra of exact symmetric matrices. Knows nothing of papers or of networks.

    from verify.spectra import count, spectrum
    spectrum([[2, 1], [1, 2]], digits=50)   # certified enclosures with multiplicities
    count([[2, 1], [1, 2]], 0, 1)           # exactly how many eigenvalues lie in [0, 1]

The names are imported on first use: numpy is needed by some of them only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.spectra.aligned import aligned_spectrum
    from verify.spectra.certified import count, spectrum
    from verify.spectra.enclosures import Enclosure, NotCertified, Spectrum
    from verify.spectra.exact import SymmetricMatrix

HOMES = {
    "spectrum": "certified",
    "count": "certified",
    "aligned_spectrum": "aligned",
    "Spectrum": "enclosures",
    "Enclosure": "enclosures",
    "NotCertified": "enclosures",
    "SymmetricMatrix": "exact",
}
__all__ = ["Enclosure", "NotCertified", "Spectrum", "SymmetricMatrix", "aligned_spectrum", "count", "spectrum"]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
