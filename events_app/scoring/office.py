"""The committee's pages about results: what waits for it, one match in full, rulings with what they would change."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Q

from events_app.core.access import Access
from events_app.core.clock import from_local
from events_app.core.errors import Conflict
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.core.paging import paginate
from events_app.directory.office_forms import asked, record_id
from events_app.scoring import cases, log_words, office_log, queries, reporting, rulings, words
from events_app.scoring.errors import LogMoved
from events_app.scoring.forms import RulingForm
from events_app.scoring.impact_pages import show_impact
from events_app.tournaments import organised
from events_app.tournaments.engine.incidents import sheet
from events_app.tournaments.engine.log import result_from_json
from events_app.tournaments.engine.sheet_result import shown
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.rules import rules_of
from events_app.tournaments.words import MATCH_STATUS_NAMES, MATCH_STATUS_TONES

OVER = (MatchStatus.REPORTED, MatchStatus.DISPUTED, MatchStatus.FINAL)


async def office_results(request: Request) -> Response:
    """The disputes and ties of a tournament, then every result, the last first."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    text = asked(request, "q")
    found = Match.filter(division__tournament_id=tournament.id, status__in=[str(each) for each in OVER])
    if text:
        named = Q(home__name_key__contains=text.lower()) | Q(away__name_key__contains=text.lower())
        found = found.filter(named | Q(number=int(text)) if text.isdigit() and len(text) < 6 else named)
    related = found.select_related(*queries.RELATED).order_by("-report", "-id")
    waiting, ties = await cases.of_tournament(tournament.id)
    return page(
        request,
        tournament=tournament,
        event=tournament.event,
        title=tournament.event.title(locale(request)),
        cases=waiting,
        ties=ties,
        divisions=await Division.filter(tournament_id=tournament.id).order_by("position", "id"),
        slice=await paginate(related, request, size=25),
        q=text,
        scored=_scored,
        status_names=MATCH_STATUS_NAMES,
        status_tones=MATCH_STATUS_TONES,
    )


async def office_match_result(request: Request) -> Response:
    """Everything about one result, and the committee's word: first what it would change, then it is written."""
    match = await organised.match_of(actor(request), record_id(request, "match"))
    if request.method != "POST":
        return await _match(request, match, blank(RulingForm, **_typed(match)))
    form = await fill(request, RulingForm)
    if not form.ok:
        return await _match(request, match, form, status=422)
    try:
        return await _rule(request, match, form)
    except Conflict as error:
        form.add("", error.text)
        return await _match(request, match, form, status=409)


async def _rule(request: Request, match: Match, form: Filled[RulingForm]) -> Response:
    given, by, now = form.checked, actor(request).label, request.state.now
    act = _act(match, given)
    if given.sequence is None:
        return await _preview(request, match, form, act)
    try:
        if given.ruling == "replay":
            zone = match.division.tournament.event.timezone
            at = from_local(given.new_date, zone) if given.new_date else None
            await rulings.play_again(match, at=at, expected=given.sequence, reason=given.reason, by=by, now=now)
        else:
            await rulings.rule(match, act, expected=given.sequence, reason=given.reason, by=by, now=now)
    except LogMoved as moved:
        await match.division.refresh_from_db()
        return await _preview(request, match, form, act, moved=moved)
    answer = redirect(request, "scoring.office_match_result", match=match.id)
    return flash(answer, _("Resuelto. Los dos capitanes reciben el aviso."))


async def _preview(
    request: Request, match: Match, form: Filled[RulingForm], act: rulings.Act, moved: LogMoved | None = None
) -> Response:
    impact = await rulings.preview(match.division, act, by=actor(request).label, now=request.state.now)
    return await show_impact(request, match.division, impact, form, moved=moved, title=_ruling_title(match, form))


def _ruling_title(match: Match, form: Filled[RulingForm]) -> str:
    title = {
        "keep": _("Dejar firme el resultado del partido %(number)s"),
        "result": _("Cambiar el resultado del partido %(number)s"),
        "replay": _("Repetir el partido %(number)s"),
    }[form.checked.ruling]
    return title % {"number": match.number}


def _act(match: Match, given: RulingForm) -> rulings.Act:
    if given.ruling == "keep":
        return rulings.keep(match.number, given.reason)
    if given.ruling == "replay":
        return rulings.replay(match.number)
    result = reporting.result_of_kind(
        match, rules_of(match.division), given.kind, score=given.score, winner=given.winner, periods=given.parts,
        outs=given.outs,
    )  # fmt: skip
    return rulings.replace(match.number, result, given.reason)


def _typed(match: Match) -> dict[str, Any]:
    result = result_from_json(match.result) if match.result else None
    outs = result.outs if result and result.outs else (None, None)
    # The parts of a score by the clock would contradict a corrected score; sets are the score.
    parts = result.periods if result and rules_of(match.division).periods.by_sets else ()
    return {
        "ruling": "keep" if match.status in (MatchStatus.REPORTED, MatchStatus.DISPUTED) else "result",
        "kind": result.kind if result and result.kind != "void" else "played",
        "home_score": match.home_score,
        "away_score": match.away_score,
        "winner": result.winner if result else None,
        "periods": ", ".join(f"{home}-{away}" for home, away in parts),
        "home_outs": outs[0],
        "away_outs": outs[1],
    }


async def _match(request: Request, match: Match, form: Filled[RulingForm], *, status: int = 200) -> Response:
    rules = rules_of(match.division)
    found = sheet(await queries.incidents(match.id))
    noted = shown(found, rules) if found.incidents else None
    log = await log_words.of_division(match.division, match=match.number)
    return page(
        request,
        status=status,
        template="events_app/scoring/office_match_result.html",
        match=match,
        event=match.division.tournament.event,
        division=match.division,
        rules=rules,
        form=form,
        score=_scored(match),
        noted=None if noted is None or match.result is None or _agrees(match, noted) else f"{noted[0]}–{noted[1]}",
        late=await queries.late_notes(match.id),
        signatures=await queries.signatures(match.id, match.report),
        log=log,
        kinds=[(kind, _(name)) for kind, name in words.RESULT_KINDS.items() if kind != "void"],
        status_names=MATCH_STATUS_NAMES,
        status_tones=MATCH_STATUS_TONES,
        can_rule=match.status in OVER or match.status in (MatchStatus.READY, MatchStatus.LIVE),
    )


def _agrees(match: Match, noted: tuple[int, int]) -> bool:
    return (match.result or {}).get("kind") != "played" or (match.home_score, match.away_score) == noted


def _scored(match: Match) -> str:
    return words.scored(result_from_json(match.result)) if match.result else ""


BOTH = ("GET", "POST")
ROUTES = (
    Page("/oficina/torneos/{id:int}/resultados", office_results, access=Access.COMMITTEE),
    Page("/oficina/resultados/{match:int}", office_match_result, access=Access.COMMITTEE, methods=BOTH),
    *office_log.ROUTES,
)
