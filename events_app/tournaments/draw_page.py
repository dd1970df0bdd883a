"""The public page of a draw: the oath, the steps as they were read aloud, and the input to compute it again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, locale, page
from events_app.events.queries import event_for
from events_app.tournaments import draw_values, organised
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import DivisionStatus
from events_app.tournaments.models import Division
from events_app.tournaments.options import options_of


async def draw(request: Request) -> Response:
    """What anybody may know: before the draw the hash of its seed, after it everything."""
    division = await _public_division(request)
    teams = await organised.playing_teams(division.id)
    language = locale(request)
    return page(
        request,
        division=division,
        event=division.tournament.event,
        title=division.tournament.event.title(language),
        called=division.name(language),
        shown=proposal_shown(division, teams),
        recomputed=recomputable(division),
    )


async def draw_input(request: Request) -> Response:
    """The input of `compute draw`, once the lots were drawn."""
    division = await _public_division(request)
    asked = recomputable(division)
    if asked is None:
        raise NotFound()
    body = json.dumps(asked, ensure_ascii=False, indent=1)
    name = f"sorteo-{division.slug}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="application/json", headers=headers)


def recomputable(division: Division) -> dict[str, Any] | None:
    """What was drawn from, with the seed; None before the lots were drawn and for a draw by hand."""
    proposal = division.draw or {}
    if "seed" not in proposal:
        return None
    frozen = proposal["frozen"]
    return {**frozen, "seed": proposal["seed"]} if isinstance(frozen, dict) else None


def proposal_shown(division: Division, teams: Sequence[Team]) -> dict[str, Any] | None:
    """Groups or lines with the teams' names, and the steps in the reader's language; None before there is a draw."""
    proposal: Mapping[str, Any] = division.draw or {}
    if "order" not in proposal:
        return None
    names = {team.id: team for team in teams}
    groups = [[names[id_] for id_ in group if id_ in names] for group in draw_values.groups_of(proposal)]
    order = [team.name for group in groups for team in group]
    return {
        "groups": [(draw_values.letter(place), group) for place, group in enumerate(groups)],
        "has_groups": bool(proposal["sizes"]),
        "first_round": draw_values.first_round(order) if division.format in draw_values.BRACKETS else [],
        "steps": [_said(**step) for step in proposal["steps"]],
        "by_hand": bool(proposal.get("by_hand")),
        "word": proposal.get("word", ""),
        "seed": proposal.get("seed", ""),
        "apart": options_of(division.options).apart,
    }


def _said(key: str, params: Mapping[str, Any]) -> str:
    return _(key, **params)


async def _public_division(request: Request) -> Division:
    event = await event_for(actor(request), request.path_params["slug"])
    found = Division.filter(tournament__event_id=event.id, slug=request.path_params["division"][:80])
    division = await found.exclude(status=DivisionStatus.DRAFT).select_related("tournament__event").first()
    if division is None:
        raise NotFound()
    return division


ROUTES = (
    Page("/torneos/{slug}/{division}/sorteo", draw, access=Access.PUBLIC),
    Page("/torneos/{slug}/{division}/sorteo.json", draw_input, access=Access.PUBLIC),
)
