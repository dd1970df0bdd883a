"""What the committee types about a division: what is played, by whom, until when, for how much and in which format."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from events_app.core.clock import from_local
from events_app.core.fields import Checkbox, Line, LocalDateTime, LongText, Pesos
from events_app.core.forms import Filled, Form
from events_app.core.i18n import N_
from events_app.core.money import Money
from events_app.tournaments.kinds import Branch, Format, Sport
from events_app.tournaments.options import Options, stored

MOMENTS = ("call_opens_at", "call_closes_at", "roster_locks_at")
MONEY = {"fee": "net_fee", "deposit": "net_deposit"}
FORMAT_FIELDS = ("legs", "groups", "advancing", "best_thirds", "third_place", "reset", "rounds", "apart")
Age = Annotated[int, Field(ge=0, le=99)]
Few = Annotated[int, Field(ge=0, le=60)]


class DivisionForm(Form):
    """Numbers stay as the column; hours are the event's wall clock; fees are net pesos, or dollars, of the event."""

    name_es: Annotated[Line, StringConstraints(min_length=2)]
    name_en: Line = ""
    sport: Sport
    branch: Branch = Branch.OPEN
    category: Annotated[str, StringConstraints(max_length=60)] = ""
    format: Format
    legs: Annotated[int, Field(ge=1, le=4)] = 1
    groups: Annotated[int, Field(ge=2, le=32)] = 4
    advancing: Annotated[int, Field(ge=1, le=16)] = 2
    best_thirds: Annotated[int, Field(ge=0, le=32)] = 0
    third_place: Checkbox = False
    reset: Checkbox = False
    rounds: Annotated[int, Field(ge=1, le=20)] = 5
    apart: Checkbox = False
    max_teams: Annotated[int, Field(ge=2, le=1024)] = 64
    fee: Pesos = Money(0)
    deposit: Pesos = Money(0)
    tax_code: Line = "IVA16"
    call_opens_at: LocalDateTime | None = None
    call_closes_at: LocalDateTime | None = None
    roster_locks_at: LocalDateTime | None = None
    min_players: Annotated[int, Field(ge=1, le=60)] = 1
    max_players: Annotated[int, Field(ge=1, le=60)] = 25
    max_reinforcements: Few = 0
    min_women: Few = 0
    min_men: Few = 0
    min_age: Age = 0
    max_age: Age = 0
    company_confirms: Checkbox = False
    match_minutes: Annotated[int, Field(ge=5, le=600)] = 60
    rules_text_es: LongText = ""
    rules_text_en: LongText = ""

    def columns(self, zone: str) -> dict[str, Any]:
        """The division's columns, hours in UTC and money in centavos."""
        kept = self.model_dump(exclude={*MOMENTS, *MONEY, *FORMAT_FIELDS})
        moments = {name: _utc(getattr(self, name), zone) for name in MOMENTS}
        money = {column: getattr(self, name).amount for name, column in MONEY.items()}
        return kept | moments | money | {"options": stored(self.options, self.format)}

    @property
    def options(self) -> Options:
        return Options(**{name: getattr(self, name) for name in FORMAT_FIELDS})


class CopyForm(Form):
    """A copy of a division under another name, branch and category: teams are not copied."""

    name_es: Annotated[Line, StringConstraints(min_length=2)]
    branch: Branch
    category: Annotated[str, StringConstraints(max_length=60)] = ""


def check_division(form: Filled[DivisionForm], taken: int = 0) -> None:
    """What one field alone cannot tell, beside the field that is wrong. `taken` teams already have their place."""
    value = form.value
    if value is None:
        return
    if value.max_players < value.min_players:
        form.add("max_players", N_("No puede ser menos que el mínimo de jugadores."))
    if value.min_women + value.min_men > value.max_players:
        form.add("min_women", N_("Entre mujeres y hombres piden más personas de las que caben en el equipo."))
    if value.max_reinforcements > value.max_players:
        form.add("max_reinforcements", N_("No caben más refuerzos que jugadores."))
    if value.max_age and value.max_age < value.min_age:
        form.add("max_age", N_("La edad máxima no puede ser menor que la mínima."))
    if value.call_opens_at and value.call_closes_at and value.call_closes_at <= value.call_opens_at:
        form.add("call_closes_at", N_("La convocatoria cierra después de abrir."))
    if value.max_teams < taken:
        form.add("max_teams", N_("Equipos ya inscritos: %(n)s."), n=taken)
    if value.format is Format.GROUPS:
        _check_groups(form, value)


def _check_groups(form: Filled[DivisionForm], value: DivisionForm) -> None:
    if value.max_teams < 2 * value.groups:
        form.add("groups", N_("Con ese cupo no alcanzan dos equipos por grupo."))
    if value.best_thirds > value.groups:
        form.add("best_thirds", N_("No puede haber más mejores lugares que grupos."))
    if value.groups * value.advancing + value.best_thirds < 2:
        form.add("advancing", N_("A la eliminatoria pasan al menos dos equipos."))


def _utc(moment: datetime | None, zone: str) -> datetime | None:
    return from_local(moment, zone) if moment else None
