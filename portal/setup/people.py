"""What `person` and `allot` do: the few acts that come before anybody can sign in, or that have no page."""

import argparse
import getpass

from portal.setup import prepare, say
from portal.setup.trouble import Trouble


def change(options: argparse.Namespace) -> int:
    """Carry out one call of `person`. Raises Trouble for an unknown role or person."""
    prepare.ready_django()
    from portal.accounts import services
    from portal.accounts.models import User
    from portal.accounts.roles import Role

    for name in (*options.role, *options.drop):
        if name not in Role.values:
            raise Trouble(
                vi=f"Không có vai trò {name}.", en=f"There is no role {name}.", mend=f"one of: {', '.join(Role.values)}"
            )
    by = f"console:{getpass.getuser()}"
    granted, dropped = ([Role(name) for name in names] for names in (options.role, options.drop))
    try:
        if options.leave:
            found = services.dismiss(email=options.email, by=by)
        elif dropped and not granted:
            found = services.withdraw_roles(email=options.email, roles=dropped, by=by)
        else:
            found = services.engage(
                email=options.email, full_name=options.name, unit=options.unit, roles=granted, by=by
            )
            if dropped:
                services.withdraw_roles(email=options.email, roles=dropped, by=by)
    except User.DoesNotExist:
        raise Trouble(
            vi=f"Chưa có tài khoản {options.email}.",
            en=f"There is no account {options.email}.",
            mend=f"python3 -m portal person {options.email} --role OFFICER",
        ) from None
    held = ", ".join(found.user.grants.order_by("role").values_list("role", flat=True))
    say.line(f"{found.user.email}: {held or '–'}")
    if found.first_password:
        say.line(f"Mật khẩu lần đầu / first password: {found.first_password}")
    return 0


def allot(options: argparse.Namespace) -> int:
    """Carry out one call of `allot`. Raises Trouble when the person may not, or the support line is unknown."""
    prepare.ready_django()
    from portal.accounts import policy
    from portal.accounts.actor import actor_for
    from portal.accounts.models import User
    from portal.budget import services
    from portal.budget.models import BudgetLine
    from portal.platform.money import format_vnd
    from portal.programme.models import SupportLine

    person = User.objects.filter(email=options.by.lower()).first()
    if person is None or not policy.allowed(actor_for(person), "budget_line.allocate"):
        raise Trouble(
            vi=f"{options.by} không có quyền giao dự toán.",
            en=f"{options.by} may not allot money.",
            mend=f"python3 -m portal person {options.by} --role DOF_OFFICER",
        )
    if not SupportLine.objects.filter(pk=options.line).exists():
        codes = ", ".join(SupportLine.objects.order_by("pk").values_list("pk", flat=True))
        raise Trouble(
            vi=f"Không có dòng hỗ trợ {options.line}.",
            en=f"There is no support line {options.line}.",
            mend=f"one of: {codes or 'none yet; run python3 -m portal prepare first'}",
        )
    line = services.open_line(support_line=options.line, year=options.year)
    services.allocate(
        line_id=line.pk,
        amount_vnd=options.amount_vnd,
        instrument_no=options.instrument,
        actor=str(person.pk),
        key=f"allot:{line.pk}:{options.instrument}",
    )
    allotted = BudgetLine.objects.get(pk=line.pk).allocated_vnd
    say.line(f"{options.line} {options.year}: {format_vnd(allotted)}")
    return 0
