"""What the committee types about a call: its dates and money, its requirements, and each of its parts."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from events_app.core.clock import from_local
from events_app.core.fields import Checkbox, Day, Line, LocalDateTime, LongLine, LongText, Pesos
from events_app.core.forms import Filled, Form, Mistake
from events_app.core.i18n import N_
from events_app.core.search import search_key

RecordId = Annotated[int, Field(ge=1, le=2**63 - 1)]


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{2,8}", text.upper()):
        raise Mistake(N_("Escribe de 2 a 8 letras o números sin acentos, como BEC27."))
    return text.upper()


def _decimal(value: Any) -> Any:
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation as error:
        raise Mistake(N_("Escribe un número como 8.5.")) from error
    if not number.is_finite() or not 0 <= number <= 100 or number != round(number, 4):
        raise Mistake(N_("Escribe un número como 8.5."))
    return number


def _words(value: Any) -> Any:
    """Lines of text become a tuple, without the empty ones."""
    text = "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


Code = Annotated[Line, AfterValidator(_code)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Name = Annotated[Line, Field(min_length=2)]


class CallForm(Form):
    """Dates are the association's hours; the budget is in the call's currency."""

    name: Name
    name_en: Line = ""
    code: Code
    year: int = Field(ge=2000, le=2200)
    edition: int | None = Field(default=None, ge=1, le=500)
    committee: RecordId
    copied_from: RecordId | None = None
    opens_at: LocalDateTime
    closes_at: LocalDateTime
    results_at: LocalDateTime | None = None
    currency: Literal["MXN", "USD"] = "MXN"
    budget: Pesos
    minimum_readings: int = Field(default=3, ge=1, le=9)
    privacy_version: Annotated[Line, Field(max_length=20)] = ""
    privacy_text: LongText = ""
    privacy_text_en: LongText = ""


class RequirementsForm(Form):
    """What holds for every level, and what happens after the decision."""

    parent_active_on: Day | None = None
    min_seniority_days: int = Field(default=0, ge=0, le=20_000)
    nomination_required: Checkbox = False
    max_per_company: int | None = Field(default=None, ge=1, le=1_000)
    max_per_family: int | None = Field(default=None, ge=1, le=20)
    need_bands: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    tie_breaks: Annotated[tuple[str, ...], BeforeValidator(_words)] = ("lottery",)
    minimum_coverage: Number = Decimal("0.6")
    instalments: int = Field(default=2, ge=1, le=12)
    answer_days: int = Field(default=10, ge=1, le=60)
    appeal_days: int = Field(default=10, ge=0, le=60)


class LevelForm(Form):
    name: Name
    name_en: Line = ""
    amount: Pesos
    min_average: Number | None = None
    min_grade: int | None = Field(default=None, ge=1, le=12)
    grades: int = Field(default=6, ge=1, le=12)
    no_failed_subjects: Checkbox = False
    documents: list[str] = []
    places_min: int = Field(default=0, ge=0, le=2_000)
    places_max: int | None = Field(default=None, ge=0, le=2_000)


class DocumentForm(Form):
    name: Name
    name_en: Line = ""
    hint: Line = ""
    hint_en: Line = ""


class EssayForm(Form):
    prompt: Annotated[LongLine, Field(min_length=5)]
    prompt_en: LongLine = ""
    most_words: int = Field(default=200, ge=20, le=1_000)


class NeedForm(Form):
    """`options` are lines "Rentada | Rented"."""

    question: Annotated[LongLine, Field(min_length=5)]
    question_en: LongLine = ""
    kind: Literal["money", "count", "choice"]
    options: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()


class PurposeForm(Form):
    text: Annotated[LongLine, Field(min_length=5)]
    text_en: LongLine = ""
    required: Checkbox = False


class QuotaForm(Form):
    attribute: Literal["level", "company", "sex", "school"]
    value: Name
    min: int = Field(default=0, ge=0, le=2_000)
    max: int | None = Field(default=None, ge=0, le=2_000)


class CriterionForm(Form):
    name: Name
    name_en: Line = ""
    weight: Number
    looks_at: Literal["facts", "need", "essays", "documents"] = "essays"
    anchor_1: LongLine
    anchor_2: LongLine
    anchor_3: LongLine
    anchor_4: LongLine
    anchor_5: LongLine
    anchor_1_en: LongLine = ""
    anchor_2_en: LongLine = ""
    anchor_3_en: LongLine = ""
    anchor_4_en: LongLine = ""
    anchor_5_en: LongLine = ""


class ExtendForm(Form):
    until: LocalDateTime
    reason: Annotated[LongLine, Field(min_length=10)]


class ReasonForm(Form):
    reason: Annotated[LongLine, Field(min_length=10)]


def call_values(form: CallForm) -> dict[str, Any]:
    """The columns of a call; what the budget says is whole centavos."""
    plain = ("name", "name_en", "code", "year", "edition", "currency", "minimum_readings", "privacy_version",
             "privacy_text", "privacy_text_en")  # fmt: skip
    return {name: getattr(form, name) for name in plain} | {
        "committee_id": form.committee,
        "opens_at": from_local(form.opens_at),
        "closes_at": from_local(form.closes_at),
        "results_at": from_local(form.results_at) if form.results_at else None,
        "budget": form.budget.amount,
    }


def check_call(form: Filled[CallForm]) -> None:
    """Dates in their order."""
    if form.value and form.value.closes_at <= form.value.opens_at:
        form.add("closes_at", N_("El cierre va después de la apertura."))
    if form.value and form.value.results_at and form.value.results_at <= form.value.closes_at:
        form.add("results_at", N_("Los resultados van después del cierre."))


def requirements(form: RequirementsForm) -> dict[str, Any]:
    """The plain rules, as the JSON of calls/rules.py wants them; `minimum_coverage` is the rubric's."""
    kept = form.model_dump(mode="json", exclude={"need_bands", "minimum_coverage"})
    return kept | {"need_bands": [centavos(line) for line in form.need_bands]}


def check_requirements(form: Filled[RequirementsForm]) -> None:
    if form.value is None:
        return
    try:
        bands = [centavos(line) for line in form.value.need_bands]
        if bands != sorted(set(bands), reverse=True):
            form.add("need_bands", N_("Escribe las cantidades de mayor a menor, una por renglón."))
    except InvalidOperation:
        form.add("need_bands", N_("Escribe una cantidad por renglón, como 6000."))
    if form.value.minimum_coverage > 1:
        form.add("minimum_coverage", N_("Escribe la parte del peso, de 0 a 1: 0.6 son tres quintas partes."))
    if not all(re.fullmatch(r"(need|previous|average):(asc|desc)|lottery", line) for line in form.value.tie_breaks):
        form.add("tie_breaks", N_("Un desempate por renglón: need:desc, previous:asc, average:desc o lottery."))


def centavos(line: str) -> int:
    """Raises InvalidOperation."""
    number = Decimal(line.replace("$", "").replace(",", "").strip()) * 100
    if number != int(number) or number <= 0:
        raise InvalidOperation(line)
    return int(number)


def key_from(name: str, taken: set[str]) -> str:
    """A short name for a new part: "Acta de nacimiento" becomes acta, or acta-2 when that is taken."""
    base = search_key(name).split(" ")[0][:30] or "parte"
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, 200))) if key not in taken)
