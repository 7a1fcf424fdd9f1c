"""Bring code and database to the same state: front end, translations, migrations, and for a demo its sample data."""

import os
import secrets

from portal.setup import frontend, say
from portal.setup.places import state_dir


def build() -> None:
    """Build what is not committed: the front end and the compiled translations. Quick when nothing changed."""
    from portal.setup.messages import compile_all

    frontend.ensure()
    compile_all()


def ready_django() -> None:
    """Load Django with the settings of this environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    django.setup()


def migrate() -> None:
    """Apply the migrations that are missing in the open database."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with say.step("Cập nhật cơ sở dữ liệu", "Migrating the database"):
            call_command("migrate", verbosity=0, interactive=False)


def local_secret() -> str:
    """The signing key of this machine's demo: made once, kept in the state folder, readable by its owner only."""
    path = state_dir() / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def fill() -> None:
    """Add what an installation holds before anybody has worked in it: programme data, rule packs, procedures."""
    from portal.config import first_filling

    with say.step("Nạp danh mục, bộ quy tắc, quy trình", "Filling in programme data, rule packs, procedures"):
        first_filling.fill()
