"""The one way in which set-up fails: a plain sentence in two languages and the mend."""


class Trouble(Exception):
    """Something is missing on this machine; `mend` is the command or step that helps."""

    def __init__(self, *, vi: str, en: str, mend: str) -> None:
        super().__init__(vi, en, mend)
        self.vi = vi
        self.en = en
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.vi}\n{self.en}\n    {self.mend}"
