"""The JSON that the scorekeeper's phone and the house exchange."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from events_app.core.forms import Mistake, clean
from events_app.core.i18n import N_
from events_app.scoring.notes import Note
from events_app.scoring.reporting import Outcome, Signing
from events_app.tournaments.engine.log import result_as_json
from events_app.tournaments.kinds import IncidentKind, SignatureVerdict
from events_app.tournaments.matches import Signature

MOST_NOTES = 200
MOST_ID = 2**63 - 1
MOST_DRAWING = 20_000
YEARS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
PATH = re.compile(r"(?:[ML]-?\d{1,4}(?:\.\d)?[ ,]-?\d{1,4}(?:\.\d)?\s*)*")
WAYS = Literal["home", "away"]
Number = Annotated[int, Field(ge=0, le=9_999, strict=True)]
Pair = tuple[Number, Number]
Key = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.:-]+$")]


def _tidy(value: Any) -> Any:
    """Before lengths are counted, so that what nobody can see is neither a name nor a reason."""
    return " ".join(clean(value).split()) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_tidy)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoteIn(Strict):
    """`side` gets the point or has the card. `names` is the note that an undo takes back or an amend corrects."""

    id: Key = Field(description="Made by the phone; the same id is stored once")
    position: int = Field(ge=0, le=2**31 - 1, strict=True, description="Counts up on each phone")
    kind: IncidentKind
    at: AwareDatetime = Field(examples=["2026-11-20T17:00:05Z"])
    clock_offset: float = Field(0.0, ge=-1e8, le=1e8, allow_inf_nan=False, description="Seconds to add to `at`")
    side: WAYS | None = None
    player: int | None = Field(None, ge=1, le=MOST_ID, strict=True)
    value: int = Field(1, ge=-20, le=20, strict=True)
    period: int = Field(0, ge=0, le=99, strict=True)
    minute: int | None = Field(None, ge=0, le=999, strict=True)
    note: Words = Field("", max_length=300)
    names: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.:-]*$")] = ""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not YEARS[0] < self.at < YEARS[1]:
            raise Mistake(N_("La hora del teléfono no es posible."))
        return self

    def read(self, now: datetime) -> Note:
        """Nothing happens after it was received, whatever a wrong clock says."""
        happened = min(self.at + timedelta(seconds=self.clock_offset), now)
        values = self.model_dump(exclude={"at", "clock_offset", "kind"})
        return Note(**values, kind=self.kind, happened_at=max(happened, YEARS[0]))


class NotesIn(Strict):
    incidents: list[NoteIn] = Field(max_length=MOST_NOTES, description="At most 200, in any order")


class NoteOut(BaseModel):
    id: str | None
    status: str = Field(examples=["stored", "replayed", "refused"])
    because: str | None = None
    fields: dict[str, str] = {}


class IncidentOut(BaseModel):
    id: str
    position: int
    kind: str
    at: datetime
    side: str | None
    player: int | None
    value: int
    period: int
    minute: int | None
    note: str
    names: str


class NotesOut(BaseModel):
    results: list[NoteOut] = Field(description="In the order of the batch")
    incidents: list[IncidentOut] = Field(description="All of the match, whoever noted them")
    live: dict[str, Any] = Field(description="What the public pages show")
    now: datetime = Field(description="The server's clock, from which a phone learns its offset")


class ResultIn(Strict):
    kind: Literal["played", "walkover", "double_walkover", "abandoned"] = "played"
    score: Pair | None = Field(None, description="Home first; sets where sets are played", examples=[[3, 5]])
    winner: WAYS | None = Field(None, description="Of a shoot-out after a level score, or of a walkover")
    periods: tuple[Pair, ...] = Field((), max_length=60)
    outs: Pair | None = Field(None, description="Made at bat by home and by away")
    expected: int | None = Field(None, description="The report that the phone knew; null when there was none")
    reason: Words = Field("", max_length=300)


class ResultOut(BaseModel):
    report: int
    status: str = Field(examples=["reported", "disputed", "final"])
    result: dict[str, Any]
    confirmed: list[str]
    replayed: bool = False


class SignatureIn(Strict):
    """`drawing` is an SVG path of M and L in a box of 320 by 120; without one, the name was typed."""

    id: Key
    report: int = Field(ge=1, le=2**31 - 1, strict=True)
    side: WAYS
    verdict: SignatureVerdict = SignatureVerdict.CONFIRMED
    name: Words = Field(min_length=2, max_length=150)
    drawing: str = Field("", max_length=MOST_DRAWING)
    reason: Words = Field("", max_length=500)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not PATH.fullmatch(self.drawing):
            raise Mistake(N_("La firma no se pudo leer: fírmala otra vez."))
        if self.verdict is SignatureVerdict.DISPUTED and len(self.reason) < 3:
            raise Mistake(N_("Di con qué no estás de acuerdo."))
        return self

    def signing(self) -> Signing:
        return Signing(self.id, self.report, self.side, self.verdict, self.name, self.drawing, self.reason)


class SignatureOut(BaseModel):
    side: str
    verdict: str
    name: str
    drawing: str
    reason: str
    at: datetime

    @classmethod
    def of(cls, signed: Signature) -> Self:
        return cls(
            side=signed.side, verdict=signed.verdict, name=signed.name, drawing=signed.drawing, reason=signed.reason,
            at=signed.signed_at,
        )  # fmt: skip


class ClosingIn(Strict):
    report: int = Field(ge=1, le=2**31 - 1, strict=True)
    reason: Words = Field(min_length=3, max_length=300)


class MatchOut(BaseModel):
    status: str
    report: int | None
    result: dict[str, Any] | None
    incidents: list[IncidentOut]
    signatures: list[SignatureOut]
    now: datetime


def noted_out(found: dict[str, Any]) -> IncidentOut:
    """A stored row as phones read it."""
    return IncidentOut(
        id=found["client_id"], at=found["happened_at"], player=found["player_id"],
        **{name: found[name] for name in ("position", "kind", "side", "value", "period", "minute", "note", "names")},
    )  # fmt: skip


def result_out(done: Outcome) -> ResultOut:
    return ResultOut(
        report=done.report,
        status=done.status,
        result=result_as_json(done.result),
        confirmed=list(done.confirmed),
        replayed=done.replayed,
    )
