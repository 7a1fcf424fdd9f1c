"""The time of the product. Nothing else in the portal may ask the machine what time it is.

`now()` is the engine's clock, so that one frozen clock in a test stops the runtime and the portal alike.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.clock import now

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """The same moment on the clock of the office. moment: aware."""
    return moment.astimezone(HANOI)


def today() -> date:
    """The calendar day of the office, which is not the UTC day between 00:00 and 07:00."""
    return local(now()).date()


__all__ = ["HANOI", "local", "now", "today"]
