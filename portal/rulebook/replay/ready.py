"""What the replay adds when the app starts: who sees it, its words, and the sweep of lost jobs."""

from django.utils.translation import gettext_lazy as _

from portal.accounts import policy
from portal.platform.jobs import register_sweeper
from portal.platform.wording import add_words


def ready() -> None:
    """Called once from the app's `ready`."""
    from portal.rulebook.replay.models import ReplayRun
    from portal.rulebook.replay.work import pick_up

    policy.register(ReplayRun, "pack_version", scopes={})
    register_sweeper(pick_up)
    add_words({"REPLAY_RUNS": _("Một lần xem tác động khác của bản soạn này đang chạy.")})
