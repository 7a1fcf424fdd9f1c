"""Official numbers without gaps: the series' row is locked until the transaction that took the number ends."""

from django.db import connection

TAKE = """
INSERT INTO platform_numberseries (name, last) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET last = platform_numberseries.last + 1
RETURNING last
"""


def next_number(series: str) -> int:
    """The next number of a series, from 1. Must run inside a transaction: a rollback gives the number back."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series])
        (number,) = cursor.fetchone()
    return int(number)
