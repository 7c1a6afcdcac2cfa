"""The files of a site on disk: written whole into a folder of their own, which nothing else may share."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from verify.errors import BadInput

MARK = ".made-by-verify"  # in every folder that this module wrote, and may therefore replace
ASSETS = ("style.css", "site.js", "math.woff2", "math.txt")
Content = str | bytes | Path  # text as UTF-8, bytes as they are, or a file that is copied


def assets() -> dict[str, Content]:
    """What all pages of a site share: its style, its script, its font."""
    source = resources.files("verify.report.site") / "assets"
    return {f"assets/{name}": (source / name).read_bytes() for name in ASSETS}


def put(out: Path, made: Mapping[str, Content]) -> None:
    """Write files, by their paths below the folder `out`.

    A folder that an earlier report made is replaced whole; any other folder must be empty. Raises BadInput.
    """
    try:
        _clear(out)
        for name, content in made.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise BadInput(f"--out {out}: {error.filename}: {error.strerror}") from None


def _clear(out: Path) -> None:
    """An empty folder with our mark. Raises BadInput for a folder that holds what we did not write."""
    if out.exists():
        if not out.is_dir():
            raise BadInput(f"--out {out}: there is a file of that name; give a folder")
        if any(out.iterdir()) and not (out / MARK).is_file():
            raise BadInput(f"--out {out}: the folder holds other files; give an empty one, or a new name")
        for child in out.iterdir():
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("made by python -m verify report; replaced as a whole by the next one\n", encoding="utf-8")
