"""Work items for programs: the queue, one item, claim, give back, complete."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import shapes
from portal.api.base import View, body_of, key_of
from portal.api.dossiers import KEY
from portal.casework import selectors, services
from portal.casework.queue import Scope
from portal.casework.urgency import Urgency
from portal.dossiers.models import Dossier

SCOPES: dict[str, Scope] = {"mine": "mine", "roles": "roles", "all": "all"}


class Queue(View):
    """Open work that one may see."""

    @extend_schema(
        operation_id="v1_work_items_list",
        parameters=[
            OpenApiParameter("scope", str, enum=list(SCOPES)),
            OpenApiParameter("q", str, description="Words or numbers, with or without accents."),
            OpenApiParameter("urgency", str, enum=[group.value for group in Urgency]),
            OpenApiParameter("line", str),
            OpenApiParameter("page", int),
        ],
        responses=shapes.Queue,
    )
    def get(self, request: Request) -> Response:
        """A page of it, most urgent first."""
        asked = request.query_params
        scope, urgency, page = asked.get("scope", "roles"), asked.get("urgency", ""), asked.get("page", "1")
        wrong = {
            "scope": scope not in SCOPES,
            "urgency": bool(urgency) and urgency not in set(Urgency),
            "page": not (page.isascii() and page.isdecimal() and len(page) < 7),
            "q": "\0" in asked.get("q", ""),
        }
        if any(wrong.values()):
            raise exceptions.ValidationError({name: ["?"] for name, is_wrong in wrong.items() if is_wrong})
        found = selectors.queue(
            self.actor,
            scope=SCOPES[scope],
            q=asked.get("q", "")[:100],
            urgency=urgency,
            line=asked.get("line", "")[:20].replace("\0", ""),
            page=int(page),
        )
        return Response(shapes.Queue(found).data)


class Item(View):
    """One work item."""

    @extend_schema(responses=shapes.WorkItem)
    def get(self, request: Request, item_id: UUID) -> Response:
        """With the results of the rules and whether one may act on it."""
        item = selectors.find_item(self.actor, item_id)
        return Response(shapes.WorkItem(selectors.item_context(self.actor, item)).data)


class Claim(View):
    """Taking an item for oneself, and giving it back."""

    @extend_schema(parameters=[KEY], request=None, responses=shapes.Claimed)
    def post(self, request: Request, item_id: UUID) -> Response:
        """Take it. 409 when somebody was faster."""
        self.may("work_item.claim", selectors.find_item(self.actor, item_id))
        return Response(shapes.Claimed(services.claim(actor=self.actor, item_id=item_id, key=key_of(request))).data)

    @extend_schema(parameters=[KEY], responses=shapes.Claimed)
    def delete(self, request: Request, item_id: UUID) -> Response:
        """Give it back."""
        self.may("work_item.complete", selectors.find_item(self.actor, item_id))
        return Response(shapes.Claimed(services.unclaim(actor=self.actor, item_id=item_id, key=key_of(request))).data)


class Completion(View):
    """Finishing an item."""

    @extend_schema(parameters=[KEY], request=dict, responses=shapes.Completed)
    def post(self, request: Request, item_id: UUID) -> Response:
        """Answer its form; the dossier moves on. The same key again gives the first answer again."""
        self.may("work_item.complete", selectors.find_item(self.actor, item_id))
        done = services.complete_work_item(
            actor=self.actor, item_id=item_id, data=body_of(request), key=key_of(request)
        )
        state = Dossier.objects.values_list("state", flat=True).get(code=done.dossier_code)
        opened = [item.node for item in done.step.opened]
        return Response({"dossier": done.dossier_code, "state": state, "opened": opened})
