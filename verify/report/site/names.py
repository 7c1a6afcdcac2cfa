"""Names of pages, files and anchors: plain ASCII made from what the data says, never two alike."""

from __future__ import annotations

import re
import unicodedata


class Names:
    """Gives each key one name of a-z, 0-9 and "-"; two keys never share a name."""

    def __init__(self, fallback: str) -> None:
        self.fallback = fallback
        self.given: dict[str, str] = {}
        self.taken: set[str] = set()

    def of(self, key: str) -> str:
        """The name of a key: the same whenever it is asked for."""
        if key not in self.given:
            plain = slug(key) or self.fallback
            name, number = plain, 2
            while name in self.taken:
                name, number = f"{plain}-{number}", number + 1
            self.given[key] = name
            self.taken.add(name)
        return self.given[key]


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits with single hyphens between, at most 60 characters; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
