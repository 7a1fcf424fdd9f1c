"""The one way in which set-up fails: a plain sentence in two languages and the mend."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble(Exception):
    """Something is missing on this machine; `mend` is the command or step that helps."""

    vi: str
    en: str
    mend: str

    def __str__(self) -> str:
        return f"{self.vi}\n{self.en}\n    {self.mend}"
