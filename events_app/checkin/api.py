"""The scanner's protocol: readings come in batches, each with an id of its device's, and each gets its own answer."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from events_app.checkin import scanning
from events_app.checkin.errors import DeviceNotEnrolled
from events_app.checkin.kinds import Direction
from events_app.checkin.stations import Station, station_of
from events_app.checkin.words import say
from events_app.core import limits
from events_app.core.access import Access
from events_app.core.errors import BadRequest, Invalid
from events_app.core.forms import clean, explain, read_body
from events_app.core.i18n import N_, _
from events_app.core.pages import ApiPage, json_page

MOST_SCANS = 500
MOST_SEQUENCE = 2**53
YEARS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
ONE_OF_TWO = N_("Manda el código leído o el registro encontrado, uno de los dos.")
BAD_TIME = N_("La hora del teléfono no es posible.")


class ScanIn(BaseModel):
    """Either `code` (the text that was read) or `credential` (of somebody found by name)."""

    model_config = ConfigDict(extra="forbid")

    id: UUID = Field(description="Made by the device; the same id is answered with the first verdict")
    sequence: int = Field(ge=0, le=MOST_SEQUENCE, strict=True, description="Counts up on each device")
    code: str | None = Field(None, max_length=2_000, examples=["HTTPS://CONVOCA.EXAMPLE/T/ABCDEFGHIJKLMNOPQRSTUVWXYZ"])
    credential: str | None = Field(None, max_length=60, examples=["registration:412"])
    direction: Direction = Direction.IN
    device_time: AwareDatetime = Field(examples=["2026-11-20T17:00:05Z"])
    clock_offset: float = Field(0.0, ge=-1e8, le=1e8, allow_inf_nan=False, description="Seconds to add to device_time")


class ScansIn(BaseModel):
    scans: list[ScanIn] = Field(max_length=MOST_SCANS, description="At most 500")


class ErrorOut(BaseModel):
    code: str
    message: str
    fields: dict[str, str] = {}


class ScanOut(BaseModel):
    """`verdict` is one of fourteen words; the others are for people. What was not understood has only `error`."""

    id: str | None
    verdict: str | None = Field(None, examples=["admitted", "already_inside"])
    because: str | None = None
    replayed: bool = False
    tone: str | None = Field(None, examples=["good", "warn", "bad"])
    word: str | None = Field(None, examples=["Adelante"])
    reason: str | None = None
    detail: str | None = None
    steps: list[str] = []
    name: str | None = None
    company: str | None = None
    ticket_type: str | None = None
    folio: str | None = None
    companions: int | None = None
    credential: str | None = None
    gate: str | None = None
    since: str | None = None
    through: str | None = None
    error: ErrorOut | None = None


class ScansOut(BaseModel):
    results: list[ScanOut] = Field(description="In the order of the batch")
    now: datetime = Field(description="The server's clock, from which a device learns its offset")


async def create_scans(request: Request) -> Response:
    """Stores and answers a batch; a device that was revoked may still hand in what it read."""
    now = request.state.now
    station = await station_of(request, now=now)
    if station is None:
        raise DeviceNotEnrolled()
    if station.revoked:
        await limits.hit("quarantined-scans", str(station.device_id), limit=60, per=timedelta(hours=1), now=now)
    items = [_read(each) for each in await _batch(request)]
    good = [each for each in items if isinstance(each, scanning.Scan)]
    answers = await scanning.record(station, good, now=now) if good else {}
    results = [_told(station, each.id, answers) if isinstance(each, scanning.Scan) else each for each in items]
    return json_page(ScansOut(results=results, now=now))


async def _batch(request: Request) -> list[Any]:
    try:
        body = json.loads(await read_body(request))
    except (ValueError, RecursionError) as error:
        raise BadRequest() from error
    scans = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(scans, list) or not scans:
        raise Invalid(fields={"scans": _("Manda un objeto con una lista de lecturas en «scans».")})
    if len(scans) > MOST_SCANS:
        raise Invalid(fields={"scans": _("Caben hasta %(most)s lecturas por envío.", most=MOST_SCANS)})
    return scans


def _read(item: Any) -> scanning.Scan | ScanOut:
    """The reading, or its mistakes by field: one bad item never holds back the others."""
    try:
        found = ScanIn.model_validate(item)
    except ValidationError as error:
        fields = {_place(each["loc"]): explain(each) for each in error.errors()}
        return _wrong(item, fields)
    code, credential = (found.code or "").replace("\x00", "").strip(), (found.credential or "").strip()
    if bool(code) == bool(credential):
        return _wrong(item, {"code": _(ONE_OF_TWO)})
    if not YEARS[0] < found.device_time < YEARS[1]:
        return _wrong(item, {"device_time": _(BAD_TIME)})
    return scanning.Scan(
        id=found.id,
        sequence=found.sequence,
        device_time=found.device_time,
        clock_offset=found.clock_offset,
        code=code,
        credential=credential,
        direction=found.direction,
    )


def _wrong(item: Any, fields: dict[str, str]) -> ScanOut:
    asked = item.get("id") if isinstance(item, dict) else None
    problem = ErrorOut(code="invalid", message=_(Invalid.message), fields=fields)
    return ScanOut(id=clean(asked)[:100] if isinstance(asked, str) else None, error=problem)


def _place(loc: tuple[int | str, ...]) -> str:
    return clean(".".join(str(part) for part in loc))[:100] or "scan"


def _told(station: Station, key: UUID, answers: dict[UUID, scanning.Answer]) -> ScanOut:
    answer = answers[key]
    said = say(answer.facts, station.timezone)
    known = {name: value for name, value in answer.facts.items() if name in ScanOut.model_fields}
    words = {"tone": said.tone, "word": said.word, "reason": said.reason, "detail": said.detail}
    return ScanOut(**{**known, **words, "steps": list(said.steps), "id": str(key), "replayed": answer.replayed})


ROUTES = (
    ApiPage(
        "/api/v1/gates/{gate:int}/scans",
        create_scans,
        access=Access.DEVICE,
        methods=("POST",),
        request_model=ScansIn,
        response_model=ScansOut,
        summary="Hand in what a gate read",
    ),
)
