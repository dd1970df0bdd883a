"""A call, its applications and its readers, as small as a test needs them."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from events_app.core import sealed, tokens
from events_app.directory.engine.folding import number_key
from events_app.directory.models import Committee, Company
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee, make_company
from scholarships.applications.models import Application
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import hash_of
from scholarships.review.models import Reviewer, ReviewerStatus
from scholarships.review.readings import Assignment, ReviewRound, RoundKind

_numbers = count(1)
OPENS = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 5, 6, 59, tzinfo=UTC)

DOCUMENTS = [
    {"key": "acta", "name": "Acta de nacimiento", "name_en": "Birth certificate", "hint": "También sirve una copia"},
    {"key": "boleta", "name": "Boleta 2025–2026", "name_en": "Report card 2025–2026"},
]
LEVELS = [
    {
        "key": "primaria", "name": "Primaria", "name_en": "Primary", "amount": 300_000, "min_average": "8.5",
        "min_grade": 2, "grades": 6, "documents": ["acta", "boleta"],
    },
    {
        "key": "secundaria", "name": "Secundaria", "name_en": "Secondary", "amount": 350_000, "min_average": "8.5",
        "grades": 3, "no_failed_subjects": True, "documents": ["acta", "boleta"],
    },
]  # fmt: skip
RULES: dict[str, Any] = {
    "levels": LEVELS,
    "documents": DOCUMENTS,
    "essays": [{"key": "motivo", "prompt": "¿Para qué te serviría la beca?", "prompt_en": "What would it help with?"}],
    "need": [
        {"key": "income", "question": "Ingreso mensual de la casa", "question_en": "Monthly income", "kind": "money"},
        {"key": "people", "question": "Personas que viven de él", "question_en": "People it feeds", "kind": "count"},
    ],
    "need_bands": [600_000, 400_000, 250_000],
    "purposes": [
        {"key": "solicitud", "text": "Revisar la solicitud", "text_en": "To read the application"},
        {"key": "estadistica", "text": "Estadísticas sin nombres", "text_en": "Statistics", "required": False},
    ],
}
RUBRIC: dict[str, Any] = {
    "criteria": [
        {
            "key": key, "name": name, "weight": weight, "looks_at": looks_at,
            "anchors": [f"{name}: nada", f"{name}: poco", f"{name}: algo", f"{name}: bien", f"{name}: muy bien"],
        }
        for key, name, weight, looks_at in (
            ("esfuerzo", "Esfuerzo", "0.4", "facts"),
            ("necesidad", "Necesidad", "0.4", "need"),
            ("motivo", "Motivo", "0.2", "essays"),
        )
    ],
    "minimum_coverage": "0.6",
}  # fmt: skip


async def make_call(
    name: str = "Becas 2027", *, status: CallStatus = CallStatus.OPEN, committee: Committee | None = None, **over: Any
) -> Call:
    """A call of RULES and RUBRIC, frozen unless it is a draft; its secret of the lottery is 32 zeros."""
    number = next(_numbers)
    call = Call(
        name=name, slug=f"becas-{number}", code=f"B{number}", year=2027, status=status, opens_at=OPENS,
        closes_at=CLOSES, committee=committee or await make_committee(f"Becas {number}"),
        budget=5_000_000, rules=RULES, rubric=RUBRIC,
        privacy_version="2026-1", privacy_text="Aviso de privacidad de prueba.", lottery_secret="",
        lottery_hash=tokens.digest("0" * 32),
    )  # fmt: skip
    call.lottery_secret = sealed.seal("0" * 32, place=f"call:{call.code}:lottery")
    for field, value in over.items():
        setattr(call, field, value)
    if status is not CallStatus.DRAFT:
        call.rules_hash, call.frozen_at = hash_of(call), OPENS
    if status in (CallStatus.PUBLISHED, CallStatus.FINISHED) and call.published_at is None:
        call.published_at = CLOSES + timedelta(days=30)
    await call.save()
    return call


async def make_application(
    call: Call,
    *,
    company: Company | None = None,
    status: ApplicationStatus = ApplicationStatus.ELIGIBLE,
    need: dict[str, str] | None = None,
    **over: Any,
) -> Application:
    """A whole application, of a child of its own; `code` of its link is `link_code(application)`."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "folio": "" if status is ApplicationStatus.DRAFT else f"{call.code}-{number:04d}",
        "submitted_at": None if status is ApplicationStatus.DRAFT else OPENS + timedelta(days=2),
        "employee_number": f"{number:05d}", "number_key": number_key(str(number)),
        "guardian_given_name": "Rosario", "guardian_paternal_surname": "Yáñez", "guardian_maternal_surname": "Ruiz",
        "guardian_relationship": "mother", "guardian_phone": "+526311234567", "guardian_email": "",
        "child_given_name": "Emiliano", "child_paternal_surname": "Ruelas", "child_maternal_surname": "Yáñez",
        "child_birth": date(2016, 5, 4), "child_sex": "H", "child_key": tokens.digest(f"child {number}"),
        "level": "primaria", "grade": 4, "school": "Escuela Benito Juárez", "average": "9.4", "failed": 0,
        "essays": {"motivo": "Quiero estudiar para ayudar en mi casa y ser maestro."}, "need_answered": 2,
    }  # fmt: skip
    if status in (ApplicationStatus.WITHDRAWN, ApplicationStatus.LAPSED):
        values["ended_at"] = OPENS + timedelta(days=3)
    made = Application(
        call=call, company=company or await make_company(f"Arneses {number}"), status=status,
        link_hash=tokens.digest(f"no link {number}"), **(values | over),
    )  # fmt: skip
    await made.save()
    made.link_hash = tokens.ticket_hash(link_code(made))
    made.need_sealed = sealed.seal(
        '{"income": "12000.00", "people": "4"}' if need is None else _json(need), place=f"application:{made.id}:need"
    )
    await made.save(update_fields=["link_hash", "need_sealed"])
    return made


def link_code(application: Application) -> str:
    """The code in the family's link."""
    return tokens.credential_code("application", application.id, application.link_rotation)


async def make_reviewer(call: Call, *, company: Company | None = None, user: Any = None, **over: Any) -> Reviewer:
    """An active reader of the call, who declared an employer (or none) and no relatives."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"L{number}", "status": ReviewerStatus.ACTIVE, "declared_at": OPENS, "has_no_relatives": True,
        "has_no_company": company is None, "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31),
    }  # fmt: skip
    return await Reviewer.create(
        call=call, user=user or await make_user(f"Lectora {number}"), company=company, **(values | over)
    )


async def make_round(call: Call, **over: Any) -> ReviewRound:
    values: dict[str, Any] = {"kind": RoundKind.READING, "number": 1, "opened_at": CLOSES}
    return await ReviewRound.create(call=call, **(values | over))


async def make_assignment(round: ReviewRound, application: Application, reviewer: Reviewer, **over: Any) -> Assignment:
    values: dict[str, Any] = {"reading": next(_numbers) % 20 + 1, "assigned_at": CLOSES}
    return await Assignment.create(round=round, application=application, reviewer=reviewer, **(values | over))


def _json(need: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": "{value}"' for key, value in need.items()) + "}"
