"""Lệnh quản trị của Django, với cơ sở dữ liệu đã mở / Django's own commands, with the database open."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Pass `arguments` to Django, such as `shell` or `makemigrations casework`."""
    import os

    from django.core.management import execute_from_command_line

    from portal.setup import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    with database.opened():
        execute_from_command_line(["python3 -m portal manage", *arguments])
    return 0
