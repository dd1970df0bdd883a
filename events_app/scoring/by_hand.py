"""The match by hand, for a browser without scripts or a paper sheet: score, parts, scorers, cards, and signatures."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Conflict
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.directory.office_forms import record_id
from events_app.scoring import noting, queries, reporting, words
from events_app.scoring.forms import CloseForm, HandForm, ResultForm, SideSignForm, shirts
from events_app.scoring.notes import Note
from events_app.tournaments.engine.incidents import sheet as sheet_of
from events_app.tournaments.engine.sheet_result import result_of
from events_app.tournaments.entries import Player
from events_app.tournaments.kinds import IncidentKind
from events_app.tournaments.matches import Match
from events_app.tournaments.permissions import may_organise
from events_app.tournaments.rules import rules_of

NOTED = (("scorers", IncidentKind.SCORE), ("yellows", IncidentKind.YELLOW), ("reds", IncidentKind.RED))


async def by_hand(request: Request) -> Response:
    """One form for the whole match; what the phone noted is already in it."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    if request.method != "POST":
        return await _form(request, match, blank(HandForm, **await _noted(match), expected=match.report))
    form = await fill(request, HandForm)
    notes = await _notes(match, form, request.state.now) if form.ok else []
    if form.ok:
        try:
            await _report(request, match, form.checked, notes)
        except Conflict as error:
            form.add("", error.text)
        else:
            return redirect(request, "scoring.closing", match=match.id)
    return await _form(request, match, form, status=422)


async def closing(request: Request) -> Response:
    """The signatures of both captains and the closing, on one page."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    return await _closing(request, match, blank(SideSignForm), blank(CloseForm))


async def sign_by_hand(request: Request) -> Response:
    match = await queries.match_of(actor(request), record_id(request, "match"))
    form = await fill(request, SideSignForm)
    if form.ok:
        given = form.checked
        signing = reporting.Signing(
            form.idempotency_key[:40], given.report, given.side, given.verdict, given.name, given.drawing, given.reason
        )
        try:
            await reporting.sign(match, signing, by=actor(request).label, now=request.state.now)
            return flash(redirect(request, "scoring.closing", match=match.id), _("Firma guardada."))
        except Conflict as error:
            form.add("", error.text)
    return await _closing(request, match, form, blank(CloseForm), status=422)


async def close_by_hand(request: Request) -> Response:
    match = await queries.match_of(actor(request), record_id(request, "match"))
    form, who = await fill(request, CloseForm), actor(request)
    if form.ok:
        given, organises = form.checked, may_organise(who, match.division.tournament.event)
        try:
            await reporting.close(
                match, given.report, reason=given.reason, by=who.label, organises=organises, now=request.state.now
            )
            return flash(redirect(request, "scoring.matches"), _("Partido cerrado."))
        except Conflict as error:
            form.add("", error.text)
    return await _closing(request, match, blank(SideSignForm), form, status=422)


async def _report(request: Request, match: Match, given: ResultForm, notes: list[Note]) -> None:
    who, now = actor(request), request.state.now
    organises = may_organise(who, match.division.tournament.event)
    if given.kind in ("walkover", "double_walkover") and not organises:
        reporting.check_wait(match, now=now)
    result = reporting.result_of_kind(
        match, rules_of(match.division), given.kind, score=given.score, winner=given.winner,
        periods=given.parts, outs=given.outs,
    )  # fmt: skip
    await reporting.report(match, result, expected=given.expected, by=who.label, now=now, reason=given.reason)
    if notes:
        await noting.note(match, notes, by=who.label, organises=organises, now=now)


async def _noted(match: Match) -> dict[str, Any]:
    """What the phone's notes come to, as the form writes it."""
    found = sheet_of(await queries.incidents(match.id))
    if not found.incidents:
        return {}
    made = result_of(found, rules_of(match.division), str(match.home_id), str(match.away_id))
    home, away = made.score or (None, None)
    outs = made.outs or (None, None)
    periods = ", ".join(f"{ours}-{theirs}" for ours, theirs in made.periods)
    return {"home_score": home, "away_score": away, "periods": periods, "home_outs": outs[0], "away_outs": outs[1]}


async def _notes(match: Match, form: Filled[HandForm], now: datetime) -> list[Note]:
    """The scorers and cards as notes under the form's own key; a number that nobody wears is a mistake."""
    players, made = await queries.rosters(match), list[Note]()
    given = form.checked
    for side in ("home", "away"):
        worn = {each.number: each for each in players[side] if each.number is not None}
        for field, kind in NOTED:
            name = f"{side}_{field}"
            for shirt in shirts(getattr(given, name)):
                if shirt not in worn:
                    form.add(name, _("Nadie lleva el número %(number)s en este equipo.", number=shirt))
                    continue
                made.append(_note(form.idempotency_key, len(made), kind, side, worn[shirt], now))
        scored = len(shirts(getattr(given, f"{side}_scorers")))
        if given.score is not None and scored > given.score[side == "away"]:
            form.add(f"{side}_scorers", _("Son más autores que anotaciones."))
    return made


def _note(key: str, place: int, kind: IncidentKind, side: str, player: Player, now: datetime) -> Note:
    return Note(f"{key[:36]}-{place}", place, kind, now, side, player.id)


async def _form(request: Request, match: Match, form: Filled[HandForm], *, status: int = 200) -> Response:
    rules = rules_of(match.division)
    return page(
        request,
        status=status,
        template="events_app/scoring/by_hand.html",
        match=match,
        event=match.division.tournament.event,
        division_name=match.division.name(locale(request)),
        form=form,
        rules=rules,
        kinds=[(kind, _(name)) for kind, name in words.RESULT_KINDS.items() if kind != "void"],
        counts_people=not rules.periods.by_sets and 1 in rules.values,
    )


async def _closing(
    request: Request, match: Match, form: Filled[SideSignForm], close: Filled[CloseForm], *, status: int = 200
) -> Response:
    signed = {each.side: each for each in await queries.signatures(match.id, match.report)}
    return page(
        request,
        status=status,
        template="events_app/scoring/closing.html",
        match=match,
        event=match.division.tournament.event,
        division_name=match.division.name(locale(request)),
        signed=signed,
        form=form,
        close=close,
        words=words,
    )


BOTH, POST = ("GET", "POST"), ("POST",)
ROUTES = (
    Page("/anotar/{match:int}/hoja", by_hand, access=Access.SCOREKEEPER, methods=BOTH),
    Page("/anotar/{match:int}/cierre", closing, access=Access.SCOREKEEPER),
    Page("/anotar/{match:int}/cierre/firma", sign_by_hand, access=Access.SCOREKEEPER, methods=POST),
    Page("/anotar/{match:int}/cierre/sin-firmas", close_by_hand, access=Access.SCOREKEEPER, methods=POST),
)
