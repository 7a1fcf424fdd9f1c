"""A database of its own for a bench, beside the configured one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_database(suffix: str, *apps: str) -> Iterator[None]:
    """Within the block the product works on a fresh database with the tables of `apps`, or of all; dropped afterwards.

    suffix  added to the configured database's name; a database of that name is replaced
    """
    from django.core.management import call_command
    from django.db import connection

    configured = connection.settings_dict["NAME"]
    own = f"{configured}_{suffix}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}"')
        cursor.execute(f'CREATE DATABASE "{own}"')
    connection.close()
    connection.settings_dict["NAME"] = own
    try:
        for app in apps or (None,):
            call_command("migrate", *([app] if app else []), verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = configured
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{own}"')
