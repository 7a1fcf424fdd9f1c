"""The bound: this one process written by hand in Python, with the same reads and the same rows. Nothing is general."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from benchmarks.stepping.rows import write
from benchmarks.stepping.workload import FIELDS, Items
from engine.bpmn.outcome import Happened
from engine.clock import now
from engine.ids import new_id
from engine.store import repo


class Bound:
    """A token machine that knows only this process."""

    name = "hand-written (bound)"

    def __init__(self, version: UUID) -> None:
        self._version = version

    def start(self, number: int) -> Items:
        """See Peer."""
        with transaction.atomic():
            key = f"bound:{number}:start"
            repo.version_in_force("BENCH", None, now(), key)
            data: dict[str, Any] = {**FIELDS, **_checks()}
            events = [Happened("STARTED", "Begin", 0, {"variables": dict(FIELDS)}), _opened("Officer", 1)]
            return self._write("begin", key, new_id(), number, 0, data, {"Officer": 1}, events, [], False)

    def complete(self, item: UUID, node: str, number: int, answers: Mapping[str, Any]) -> Items:
        """See Peer."""
        with transaction.atomic():
            key = f"bound:{number}:{node}"
            row = repo.read_item(item, key)
            assert row.item is not None
            data, tokens = json.loads(row.state)
            token = tokens.pop(node)
            data[f"F_{node.upper()}"] = dict(answers)
            events = [Happened("ITEM_COMPLETED", node, token, {"answers": answers})]
            opened: dict[str, int] = {}
            if node == "Officer":
                opened = {"ReviewA": token + 1, "ReviewB": token + 2}
            elif node.startswith("Review") and not tokens:
                passed = data["F_REVIEWA"]["vote"] == "YES" and data["F_REVIEWB"]["vote"] == "YES"
                opened = {"Leader": token + 3} if passed else {}
            elif node == "Leader":
                data["committed_vnd"] = data["amount_vnd"]
                events += [Happened("ENDED", "Done", token, {}), Happened("COMPLETED", "", 0, {})]
            events += [_opened(name, at) for name, at in opened.items()]
            tokens |= opened
            return self._write(
                "advance", key, row.instance_id, number, row.rev, data, tokens, events, [token], not tokens, opened
            )

    def _write(
        self,
        base: str,
        key: str,
        instance: UUID,
        number: int,
        rev: int,
        data: dict[str, Any],
        tokens: dict[str, int],
        events: list[Happened],
        done: list[int],
        ended: bool,
        opened: dict[str, int] | None = None,
    ) -> Items:
        return write(
            base=base,
            key=key,
            instance=instance,
            version=self._version,
            number=number,
            rev=rev,
            state=json.dumps([data, tokens], ensure_ascii=False, separators=(",", ":")).encode(),
            events=events,
            opened=tokens if opened is None else opened,
            done=done,
            ended=ended,
            at=now(),
        )


def _opened(node: str, token: int) -> Happened:
    return Happened("ITEM_OPENED", node, token, {})


def _checks() -> dict[str, bool]:
    f = FIELDS
    return {
        "c1": f["amount_vnd"] > 0,
        "c2": f["amount_vnd"] <= 60_000_000,
        "c3": f["applicant_type"] in ("ENTERPRISE", "COOPERATIVE"),
        "c4": f["object_type"] == "TRADEMARK",
        "c5": f["year"] >= 2024,
        "c6": 1 <= f["units"] <= 5,
        "c7": f["local"],
        "c8": f["owner"],
        "c9": f["earlier_dossiers"] < 2,
        "c10": f["other_funding_vnd"] == 0,
    }
