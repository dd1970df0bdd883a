"""What people type about golf: the course and its rules, a team with its indexes, sponsors, extras, prizes, a score."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from events_app.core.fields import Checkbox, Email, Line, LocalDateTime, LongLine, PersonName, Pesos, Phone
from events_app.core.forms import Filled, Form, Mistake
from events_app.core.i18n import N_
from events_app.golf.kinds import ExtraKind, GolfFormat, PrizeKind, SponsorLevel

MOST_PLAYERS = 8
# Only digits as people write them: Decimal also reads NaN, and powers of ten that take seconds to write out.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,6}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")
RecordId = Annotated[int, Field(ge=1, le=2**63 - 1)]


def _index(value: Any) -> Any:
    """A Handicap Index as golfers write it: 12.4, or +1.3 for a plus handicap, which is below zero."""
    text = str(value).strip().replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise Mistake(N_("Escribe el índice como 12.4, o +1.3 si es mejor que scratch."))
    index = -Decimal(text) if text.startswith("+") else Decimal(text)
    if not -10 <= index <= 54 or index != round(index, 1):
        raise Mistake(N_("El índice va de +10 a 54, con un decimal."))
    return index


def _numbers(text: str) -> str:
    """A line of whole numbers with spaces or commas between, written with spaces."""
    words = re.split(r"[\s,;]+", text.strip())
    if len(words) > 36 or not all(re.fullmatch(r"[0-9]{1,3}", word) for word in words):
        raise Mistake(N_("Escribe números enteros separados por espacios."))
    return " ".join(words)


def whole(line: str) -> tuple[int, ...]:
    """The numbers of such a line."""
    return tuple(int(word) for word in line.split())


def _metres(value: Any) -> Any:
    """Metres with at most two decimals become centimetres."""
    text = str(value).strip().replace(",", ".")
    centimetres = Decimal(text) * 100 if _NUMBER.fullmatch(text) else Decimal(-1)
    if centimetres != int(centimetres) or not 0 <= centimetres <= 50_000:
        raise Mistake(N_("Escribe los metros como 1.85."))
    return int(centimetres)


Index = Annotated[Decimal, BeforeValidator(_index)]
Numbers = Annotated[str, StringConstraints(max_length=200), AfterValidator(_numbers)]
Metres = Annotated[int, BeforeValidator(_metres)]
Hole = Annotated[int, Field(ge=1, le=36)]


class PlayersForm(Form):
    """A team as its composer sees it."""

    name: Annotated[Line, Field(min_length=2, max_length=80)]
    player_1: PersonName | None = None
    player_2: PersonName | None = None
    player_3: PersonName | None = None
    player_4: PersonName | None = None
    player_5: PersonName | None = None
    player_6: PersonName | None = None
    player_7: PersonName | None = None
    player_8: PersonName | None = None
    index_1: Index | None = None
    index_2: Index | None = None
    index_3: Index | None = None
    index_4: Index | None = None
    index_5: Index | None = None
    index_6: Index | None = None
    index_7: Index | None = None
    index_8: Index | None = None


class TeamForm(PlayersForm):
    """`shown` is the price that the page said, in centavos."""

    company: Line = ""
    captain_name: PersonName
    captain_phone: Phone
    captain_email: Email | None = None
    shown: Line = ""


class DayForm(Form):
    """The course, the rules and the cause; `pars` and `stroke_indexes` are in the order of the card."""

    event: RecordId | None = None
    ticket_type: RecordId | None = None
    format: GolfFormat = GolfFormat.STROKE
    net: Checkbox = False
    pars: Numbers
    stroke_indexes: Numbers
    slope: int = Field(ge=55, le=155)
    rating: Decimal = Field(ge=20, le=99, max_digits=4, decimal_places=1)
    team_size: int = Field(ge=1, le=MOST_PLAYERS)
    allowances: Numbers
    team_cap: int | None = Field(default=None, ge=0, le=199)
    min_index_sum: int | None = Field(default=None, ge=0, le=400)
    max_index: Index | None = None
    countback: list[str] = []
    countback_half_up: Checkbox = False
    places: int = Field(ge=1, le=144)
    groups_per_hole: int = Field(ge=1, le=4)
    shotgun_at: LocalDateTime | None = None
    goal: Pesos | None = None
    scholarship: Pesos | None = None


class SponsorForm(Form):
    name: Annotated[Line, Field(min_length=2)]
    level: SponsorLevel
    hole: Hole | None = None
    amount: Pesos | None = None
    contact_email: Email | None = None


class ExtraForm(Form):
    kind: ExtraKind
    name_es: Annotated[Line, Field(min_length=2, max_length=80)]
    name_en: Line = Field(default="", max_length=80)
    amount: Pesos
    quota: int | None = Field(default=None, ge=1, le=100_000)
    per_team: int = Field(default=20, ge=1, le=500)


class PurchaseForm(Form):
    extra: RecordId
    quantity: int = Field(ge=1, le=500)


class PrizeForm(Form):
    kind: PrizeKind
    hole: Hole
    name: Line = ""


class MarkForm(Form):
    winner: PersonName
    team: RecordId | None = None
    metres: Metres


class ScoreForm(Form):
    """One statement of a phone without scripts, or of the committee; no strokes lifts a ruling."""

    team: RecordId | None = None
    hole: Hole
    strokes: int | None = Field(default=None, ge=1, le=30)


class StartForm(Form):
    start: LongLine = ""


class ReasonForm(Form):
    reason: LongLine = ""


def players_of(form: PlayersForm, size: int, filled: Filled[Any]) -> tuple[tuple[str, Decimal], ...]:
    """(name, index) of each line that has one; a name without index, or the other way round, is a mistake beside it."""
    found = []
    for number in range(1, size + 1):
        name, index = getattr(form, f"player_{number}"), getattr(form, f"index_{number}")
        if name and index is not None:
            found.append((str(name), Decimal(index)))
        elif name or index is not None:
            filled.add(f"index_{number}" if name else f"player_{number}", N_("Falta este dato."))
    return tuple(found)


def check_day(form: Filled[DayForm]) -> None:
    """What no single field can tell: as many indexes as holes, each once; as many shares as players."""
    if form.value is None:
        return
    asked = form.checked
    pars, indexes, shares = whole(asked.pars), whole(asked.stroke_indexes), whole(asked.allowances)
    if len(pars) not in (9, 18) or not all(2 <= par <= 7 for par in pars):
        form.add("pars", N_("Escribe el par de 9 o de 18 hoyos, cada uno de 2 a 7."))
    if len(indexes) != len(pars) or not _indexes_fit(indexes):
        form.add("stroke_indexes", N_("Escribe la ventaja de cada hoyo, sin repetir ninguna."))
    if len(shares) != asked.team_size or any(share > 100 for share in shares):
        form.add("allowances", N_("Escribe un porcentaje por jugador, del hándicap más bajo al más alto."))
    room = asked.groups_per_hole * len(pars)
    if room < asked.places:
        form.add("places", N_("No caben tantos equipos: con esas salidas caben %(most)s."), most=room)


def _indexes_fit(indexes: tuple[int, ...]) -> bool:
    """None twice, from 1 to 18, and all of them on a course of eighteen."""
    return len(set(indexes)) == len(indexes) and set(indexes) <= set(range(1, 19))
