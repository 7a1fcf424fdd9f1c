"""So many tries an hour from one place, counted for all web processes together: guessing must not pay."""

from django.core.cache import cache

from portal.platform.clock import now
from portal.platform.errors import Refused

HOUR_SECONDS = 3600


def throttle(what: str, who: str, *, limit: int) -> None:
    """Count one try. Raises Refused TOO_MANY_TRIES beyond `limit` in an hour of the clock.

    what   name of the act, e.g. lookup
    who    the address or person that tries
    """
    key = f"throttle:{what}:{who}:{now():%Y%m%d%H}"
    cache.add(key, 0, HOUR_SECONDS)
    if cache.incr(key) > limit:
        raise Refused("TOO_MANY_TRIES")
