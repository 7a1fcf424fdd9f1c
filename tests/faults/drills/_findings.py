"""What a drill looks for afterwards: everything that was lost, doubled or left in a state that cannot be."""

from collections import Counter
from collections.abc import Iterator

from engine import api
from engine.models import Incident, Instance, Outbox, WorkItem
from portal.adapters.mail import letters
from portal.budget.models import BudgetLine, LedgerEntry
from portal.budget.selectors import balance_of_entries
from portal.casework.models import Notification
from portal.documents.models import Paper
from portal.dossiers.models import Dossier
from tests.faults.drills._office import Journey, Office


def violations(office: Office) -> list[str]:
    """One line for each violation; an empty list is what the product promises."""
    found: list[str] = []
    for journey in office.journeys:
        found += [f"{journey.number}: {words}" for words in _of_dossier(journey)]
    return found + list(_of_the_whole(office))


def _of_dossier(journey: Journey) -> Iterator[str]:
    dossier = Dossier.objects.get(pk=journey.dossier_id)
    if dossier.state != journey.end:
        yield f"ended as {dossier.state}, not {journey.end}"
    papers = Counter(Paper.objects.filter(dossier_code=dossier.code).values_list("template", flat=True))
    if dict(papers) != journey.papers:
        yield f"papers {dict(papers)}, not {journey.papers}"
    ledger = list(LedgerEntry.objects.filter(dossier_code=dossier.code).order_by("pk").values_list("kind", flat=True))
    if ledger != journey.ledger:
        yield f"ledger {ledger}, not {journey.ledger}"
    if Instance.objects.filter(business_key=dossier.code).count() != 1:
        yield "has not exactly one process"
    done = Counter(WorkItem.objects.filter(business_key=dossier.code, status="DONE").values_list("node", flat=True))
    wanted = Counter(node for _, node, _ in journey.steps)
    if done != wanted:
        yield f"work done {dict(done)}, not {dict(wanted)}"
    if WorkItem.objects.filter(business_key=dossier.code, status__in=["READY", "CLAIMED"]).exists():
        yield "has open work after its end"
    if dossier.instance_id and api.replay(dossier.instance_id) != api.stored_state(dossier.instance_id):
        yield "its log does not replay to its state"
    told = Counter(
        Notification.objects.filter(dossier_code=dossier.code, user_id=dossier.applicant_id).values_list(
            "code", flat=True
        )
    )
    yield from (f"{code} told {times} times" for code, times in told.items() if times > 1 and code in ONCE)
    yield from (f"{code} never told" for code in _owed(journey) if code not in told)


ONCE = frozenset({"N-RECEIVED", "N-APPROVED", "N-PAID", "N-REJECTED", "N-SUPPLEMENT", "N-BANK-WRONG"})


def _owed(journey: Journey) -> list[str]:
    return ["N-RECEIVED", "N-REJECTED"] if journey.end == "REJECTED" else ["N-RECEIVED", "N-APPROVED", "N-PAID"]


def _of_the_whole(office: Office) -> Iterator[str]:
    if waiting := Outbox.objects.exclude(status__in=["DONE", "CANCELLED"]).count():
        yield f"{waiting} effects never sent"
    if open_incidents := Incident.objects.filter(closed_at__isnull=True).values_list("code", "text"):
        yield f"{len(open_incidents)} incidents, the first: {open_incidents[0]}"
    if unprinted := Paper.objects.filter(storage_name="").count():
        yield f"{unprinted} papers never printed"
    sent = Outbox.objects.filter(name="mail.send", status="DONE").count()
    kept = len(letters(limit=10**6))
    if sent != kept:
        yield f"{sent} letters sent, {kept} kept"
    if len({str(j.dossier_id) for j in office.journeys}) != Dossier.objects.exclude(code="").count():
        yield "dossiers lost or doubled"
    for line in BudgetLine.objects.all():
        balance = balance_of_entries(line.pk)
        stored = {"RESERVED": line.reserved_vnd, "PAID": line.paid_vnd, "COMMITTED": line.committed_vnd - line.paid_vnd}
        if any(balance[account] != amount for account, amount in stored.items()) or sum(balance.values()):
            yield f"the ledger of {line} says {balance}, the line {stored}"
