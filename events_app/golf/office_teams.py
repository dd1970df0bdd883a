"""The committee at one team: the composer of its players, its start, its link, its card; and who would win."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from events_app.core.access import Access
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, absolute, actor, flash, page, redirect, refuse
from events_app.core.search import search_key
from events_app.golf import days, lifecycle, queries, scores
from events_app.golf.board import Standing, strokes_of
from events_app.golf.course import composition, composition_of
from events_app.golf.errors import GolfNameTaken
from events_app.golf.forms import PlayersForm, ReasonForm, ScoreForm, StartForm, players_of
from events_app.golf.kinds import GolfStatus, ScoreSide
from events_app.golf.links import path_of
from events_app.golf.models import GolfTeam, GolfTournament
from events_app.golf.queries import Day
from events_app.golf.words import STATUS_NAMES, STATUS_TONES
from events_app.tournaments.engine.golf_day import WAVES, Prize, award, flights_by_count

PLACES_EACH = 3
FLIGHTS = 3


@dataclass(frozen=True)
class Won:
    """A place of the prize list; `team` is None while nobody is left for it."""

    net: bool
    place: int
    team_id: int | None


async def golf_team(request: Request) -> Response:
    """Everything about a team; a POST is the composer's answer, refused when the rules say so."""
    day, team = await _found(request)
    if request.method == "GET":
        return await _show(request, day, team, blank(PlayersForm, **_typed(team)))
    form = await fill(request, PlayersForm)
    players = players_of(form.checked, day.golf.team_size, form) if form.value else ()
    if form.ok:
        for refusal in composition_of(day.golf, players).refusals:
            form.add("", refusal.key, **refusal.params)
    if not form.ok:
        return await _show(request, day, team, form, status=422)
    try:
        await lifecycle.set_players(
            team.id, form.checked.name, search_key(form.checked.name), players,
            actor=actor(request).label, now=request.state.now,
        )  # fmt: skip
    except IntegrityError:
        form.add("name", GolfNameTaken.message)
        return await _show(request, day, team, form, status=409)
    return _back(request, day, team, _("Equipo guardado."))


async def withdraw_golf_team(request: Request) -> Response:
    """The team leaves; its place is free again."""
    day, team = await _found(request)
    form = await fill(request, ReasonForm)
    await lifecycle.withdraw(
        team.id, actor=actor(request).label, reason=str(form.get("reason"))[:300], now=request.state.now
    )
    return flash(redirect(request, "golf.office_golf", id=day.golf.id), _("El equipo quedó dado de baja."))


async def new_golf_link(request: Request) -> Response:
    """The old link of the team's phone stops working."""
    day, team = await _found(request)
    await lifecycle.rotate(team.id, actor=actor(request).label, now=request.state.now)
    return _back(request, day, team, _("Enlace nuevo. Envíaselo al equipo: el anterior ya no abre."))


async def set_golf_start(request: Request) -> Response:
    """One team to another hole, such as 9B."""
    day, team = await _found(request)
    form = await fill(request, StartForm)
    waves = WAVES[: day.golf.groups_per_hole]
    typed = re.fullmatch(rf"(\d{{1,2}})([{waves}])", str(form.get("start")).upper().replace(" ", ""))
    if typed is None or not 1 <= int(typed[1]) <= len(day.golf.holes):
        return _refused(request, day, team, _("Escribe el hoyo y el turno, como 9B."))
    try:
        await days.move_start(
            day.golf, team.id, int(typed[1]), typed[2], actor=actor(request).label, now=request.state.now
        )
    except days.GolfStartTaken as error:
        return _refused(request, day, team, error.text)
    return _back(request, day, team, _("Salida guardada."))


async def rule_golf_score(request: Request) -> Response:
    """The committee's word on a hole; without strokes it takes its word back."""
    day, team = await _found(request)
    form = await fill(request, ScoreForm)
    if not form.ok or form.checked.hole > len(day.golf.holes):
        return _refused(request, day, team, _("Elige el hoyo y los golpes."))
    said = scores.Statement(
        team.id, form.checked.hole, form.checked.strokes, ScoreSide.COMMITTEE, str(uuid4()), request.state.now
    )
    await scores.say(day.golf, [said], said_by=actor(request).label, now=request.state.now)
    return _back(request, day, team, _("El comité decidió el hoyo %(hole)s.", hole=form.checked.hole))


def awards(gross: Standing, net: Standing) -> list[Won]:
    """Three places gross and three net, gross first; nobody takes two."""
    prizes = [
        Prize(name, tuple(str(row.team_id) for row in table.rows if row.through), PLACES_EACH)
        for name, table in (("gross", gross), ("net", net))
    ]
    return [Won(each.prize == "net", each.place, int(each.player) if each.player else None) for each in award(prizes)]


def flights(day: GolfTournament, teams: Sequence[GolfTeam], net: Standing) -> list[list[int]]:
    """Three flights by the teams' strokes, each in the order of the net leaderboard."""
    split = flights_by_count({str(team.id): Fraction(strokes_of(day, team)) for team in teams}, FLIGHTS)
    order = {row.team_id: number for number, row in enumerate(net.rows)}
    return [sorted((int(each) for each in flight), key=lambda team: order.get(team, 0)) for flight in split if flight]


async def _found(request: Request) -> tuple[Day, GolfTeam]:
    day = await queries.day_to_organise(actor(request), request.path_params["id"])
    return day, await queries.team_of(day, request.path_params["team"])


async def _show(
    request: Request, day: Day, team: GolfTeam, form: Filled[PlayersForm], *, status: int = 200
) -> Response:
    marked = queries.marking(await queries.live_teams(day.golf.id, confirmed=True))
    said = (await queries.scores_of(day.golf.id, marked)).get(team.id, {})
    return page(
        request, status=status, template="events_app/golf/golf_team.html", day=day.golf, event=day.event, team=team,
        form=form, composed=composition(day.golf, list(team.players)), said=said, link=absolute(path_of(team)),
        is_live=team.status in (GolfStatus.HELD, GolfStatus.CONFIRMED), status_names=STATUS_NAMES,
        status_tones=STATUS_TONES,
    )  # fmt: skip


def _typed(team: GolfTeam) -> dict[str, Any]:
    typed: dict[str, Any] = {"name": team.name}
    for player in team.players:
        typed |= {f"player_{player.position}": player.name, f"index_{player.position}": _index(player.handicap_index)}
    return typed


def _index(index: Decimal) -> str:
    return f"+{-index}" if index < 0 else str(index)


def _back(request: Request, day: Day, team: GolfTeam, words: str) -> Response:
    return flash(redirect(request, "golf.golf_team", id=day.golf.id, team=team.id), words)


def _refused(request: Request, day: Day, team: GolfTeam, words: str) -> Response:
    return refuse(redirect(request, "golf.golf_team", id=day.golf.id, team=team.id), words)


_TEAM = "/oficina/golf/{id:int}/equipos/{team:int}"
ROUTES = (
    Page(_TEAM, golf_team, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page(f"{_TEAM}/baja", withdraw_golf_team, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{_TEAM}/enlace", new_golf_link, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{_TEAM}/salida", set_golf_start, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{_TEAM}/golpes", rule_golf_score, access=Access.COMMITTEE, methods=("POST",)),
)
