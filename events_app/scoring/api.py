"""The scorekeeper's protocol: notes in batches with ids of the phone's own, the result, the signatures, the closing.

Every call may be repeated: what was done is answered again, and changes nothing.
"""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import BadRequest, Invalid
from events_app.core.forms import clean, explain, read_body
from events_app.core.i18n import _
from events_app.core.pages import ApiPage, actor, json_page
from events_app.directory.office_forms import record_id
from events_app.scoring import noting, queries, reporting
from events_app.scoring.api_shapes import (
    MOST_NOTES,
    ClosingIn,
    MatchOut,
    NoteIn,
    NoteOut,
    NotesIn,
    NotesOut,
    ResultIn,
    ResultOut,
    SignatureIn,
    SignatureOut,
    noted_out,
    result_out,
)
from events_app.scoring.notes import Answer, Note
from events_app.tournaments.matches import Match
from events_app.tournaments.permissions import may_organise
from events_app.tournaments.rules import rules_of

T = TypeVar("T", bound=BaseModel)


async def read_match(request: Request) -> Response:
    """The match as the house knows it: for a phone that comes back, or a second phone."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    return json_page(await match_out(match, request))


async def create_incidents(request: Request) -> Response:
    """Stores a batch of notes; one bad note never holds back the others."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    now = request.state.now
    items = [_read_note(each, now) for each in await _batch(request)]
    good = [each for each in items if isinstance(each, Note)]
    who = actor(request)
    organises = may_organise(who, match.division.tournament.event)
    noted = await noting.note(match, good, by=who.label, organises=organises, now=now)
    answers = iter(noted.answers)
    results = [_told(next(answers)) if isinstance(each, Note) else each for each in items]
    found = [noted_out(each) for each in noted.incidents]
    return json_page(NotesOut(results=results, incidents=found, live=noted.live, now=now))


async def create_result(request: Request) -> Response:
    """Reports how the match ended; `expected` is the report that the phone knew, so that nobody overwrites unseen."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    given = await _read(request, ResultIn)
    who, now = actor(request), request.state.now
    if given.kind in ("walkover", "double_walkover"):
        if not may_organise(who, match.division.tournament.event):
            reporting.check_wait(match, now=now)
        elif given.reason == "" and _too_early(match, now):
            raise Invalid(fields={"reason": _("Di por qué no se espera.")})
    if given.kind == "abandoned" and len(given.reason) < 3:
        raise Invalid(fields={"reason": _("Di por qué se suspendió.")})
    rules = rules_of(match.division)
    result = reporting.result_of_kind(
        match, rules, given.kind, score=given.score, winner=given.winner, periods=given.periods, outs=given.outs
    )
    done = await reporting.report(match, result, expected=given.expected, by=who.label, now=now, reason=given.reason)
    return json_page(result_out(done))


async def create_signature(request: Request) -> Response:
    """A captain's word, given on the scorekeeper's phone."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    given = await _read(request, SignatureIn)
    done = await reporting.sign(match, given.signing(), by=actor(request).label, now=request.state.now)
    return json_page(result_out(done))


async def create_closing(request: Request) -> Response:
    """Closes a match that lacks a signature, with the reason."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    given = await _read(request, ClosingIn)
    who = actor(request)
    organises = may_organise(who, match.division.tournament.event)
    done = await reporting.close(
        match, given.report, reason=given.reason, by=who.label, organises=organises, now=request.state.now
    )
    return json_page(result_out(done))


async def match_out(match: Match, request: Request) -> MatchOut:
    found = await queries.incident_rows(match.id)
    signed = await queries.signatures(match.id, match.report)
    return MatchOut(
        status=str(match.status),
        report=match.report,
        result=match.result,
        incidents=[noted_out(each) for each in found],
        signatures=[SignatureOut.of(each) for each in signed],
        now=request.state.now,
    )


def _too_early(match: Match, now: Any) -> bool:
    earliest = reporting.earliest_walkover(match)
    return earliest is None or now < earliest


async def _json(request: Request) -> Any:
    try:
        return json.loads(await read_body(request))
    except (ValueError, RecursionError) as error:
        raise BadRequest() from error


async def _batch(request: Request) -> list[Any]:
    body = await _json(request)
    notes = body.get("incidents") if isinstance(body, dict) else None
    if not isinstance(notes, list) or not notes:
        raise Invalid(fields={"incidents": _("Manda un objeto con una lista de registros en «incidents».")})
    if len(notes) > MOST_NOTES:
        raise Invalid(fields={"incidents": _("Caben hasta %(most)s registros por envío.", most=MOST_NOTES)})
    return notes


async def _read(request: Request, shape: type[T]) -> T:
    try:
        return shape.model_validate(await _json(request))
    except ValidationError as error:
        raise Invalid(fields=_mistakes(error)) from error


def _read_note(item: Any, now: Any) -> Note | NoteOut:
    try:
        return NoteIn.model_validate(item).read(now)
    except ValidationError as error:
        asked = item.get("id") if isinstance(item, dict) else None
        key = clean(asked)[:40] if isinstance(asked, str) else None
        return NoteOut(id=key, status="refused", because=_(Invalid.message), fields=_mistakes(error))


def _mistakes(error: ValidationError) -> dict[str, str]:
    found = {clean(".".join(str(part) for part in each["loc"]))[:100] or "body": each for each in error.errors()}
    return {place: explain(each) for place, each in found.items()}


def _told(answer: Answer) -> NoteOut:
    return NoteOut(id=answer.id, status=answer.status, because=_(answer.because) if answer.because else None)


PATH = "/api/v1/matches/{match:int}"
ROUTES = (
    ApiPage(
        PATH,
        read_match,
        access=Access.SCOREKEEPER,
        response_model=MatchOut,
        summary="Read the notes, result and signatures of a match",
    ),
    ApiPage(
        f"{PATH}/incidents",
        create_incidents,
        access=Access.SCOREKEEPER,
        methods=("POST",),
        request_model=NotesIn,
        response_model=NotesOut,
        summary="Hand in what a scorekeeper noted",
    ),
    ApiPage(
        f"{PATH}/result",
        create_result,
        access=Access.SCOREKEEPER,
        methods=("POST",),
        request_model=ResultIn,
        response_model=ResultOut,
        summary="Report how a match ended",
    ),
    ApiPage(
        f"{PATH}/signatures",
        create_signature,
        access=Access.SCOREKEEPER,
        methods=("POST",),
        request_model=SignatureIn,
        response_model=ResultOut,
        summary="Hand in a captain's signature",
    ),
    ApiPage(
        f"{PATH}/closing",
        create_closing,
        access=Access.SCOREKEEPER,
        methods=("POST",),
        request_model=ClosingIn,
        response_model=ResultOut,
        summary="Close a match that lacks a signature",
    ),
)
