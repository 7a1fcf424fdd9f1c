"""A message in both languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Vietnamese first; an empty English text falls back to the Vietnamese one."""

    vi: str
    en: str = ""

    def in_language(self, code: str) -> str:
        """The text in `vi` or `en`; any other code gives the Vietnamese."""
        return self.en if code.startswith("en") and self.en else self.vi

    def __str__(self) -> str:
        return self.vi
