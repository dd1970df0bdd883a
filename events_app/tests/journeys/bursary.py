"""An open call, a committee of three, a company, the office, and three families beside the one that we follow."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from events_app.accounts.models import User
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company, make_employee
from events_app.tests.factories.scholarships import DOCUMENTS, RULES, make_application, make_call, make_reviewer
from events_app.tests.scholarships.awards_world import give
from scholarships.applications.models import Application
from scholarships.applications.papers import Consent, Document, EmploymentAnswer, VerifiedFact
from scholarships.applications.states import ApplicationStatus, CheckStatus, ConsentGiver
from scholarships.calls.models import Call

AWARD, BUDGET, FUND = 300_000, 600_000, 2_000_000
NEIGHBOURS = ("Lucía", "Mateo", "Regina")


@dataclass
class Bursary:
    """Two awards of 3,000 pesos; every file is read twice. The first of `readers` chairs the committee."""

    call: Call
    company: Company
    coordinator: User
    office: User
    readers: list[User]
    neighbours: list[Application]

    @property
    def chair(self) -> User:
        return self.readers[0]


async def make_bursary() -> Bursary:
    """Open for three days already, nine to go."""
    now = clock.now()
    company = await make_company("Arneses del Pitic")
    await make_employee(company, "00417", given_name="Rosario", paternal_surname="Yáñez")
    call = await make_call(
        "Becas 2027", edition=50, opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=9), budget=BUDGET,
        minimum_readings=2, rules=RULES | {"parent_active_on": str(clock.local(now).date()), "instalments": 2},
    )  # fmt: skip
    scope = f"committee:{call.committee_id}"
    reader, chair = Grant(Role.REVIEWER, scope), Grant(Role.COMMITTEE_CHAIR, scope)
    users = [
        await make_user(name, roles=[reader, chair] if place == 0 else [reader])
        for place, name in enumerate(("Elvia Presidenta", "Bruno Lector", "Carmen Lectora"))
    ]
    for place, user in enumerate(users):
        await make_reviewer(call, user=user, code=f"L{place + 1}", company=await make_company(f"Ajena {place}"))
    await give(FUND)
    return Bursary(
        call=call,
        company=company,
        coordinator=await make_user("Hilda de Recursos", roles=[Grant(Role.COORDINATOR, f"company:{company.id}")]),
        office=await make_user("Mariana Bórquez", roles=[Role.OFFICE]),
        readers=users,
        neighbours=[await _neighbour(call, name) for name in NEIGHBOURS],
    )


async def _neighbour(call: Call, name: str) -> Application:
    """Sent, confirmed by its company and verified; only the committee is missing."""
    made = await make_application(
        call,
        company=await make_company(f"Planta de {name}"),
        status=ApplicationStatus.SUBMITTED,
        child_given_name=name,
        submitted_at=clock.now(),
    )
    said: dict[str, Any] = {"application_id": made.id}
    await EmploymentAnswer.create(
        **said, company_id=made.company_id, works_here=True, hired_on=date(2020, 1, 6), answered_by="user:1",
        answered_at=clock.now(),
    )  # fmt: skip
    await Consent.create(
        **said, purpose="solicitud", giver=ConsentGiver.GUARDIAN, notice_version=call.privacy_version,
        given_at=clock.now(),
    )  # fmt: skip
    for each in DOCUMENTS:
        await Document.create(
            **said, kind=each["key"], content_type="image/jpeg", size=9, sha256="0" * 64, uploaded_at=clock.now(),
            verdict=CheckStatus.ACCEPTED, checked_by="user:1", checked_at=clock.now(),
        )  # fmt: skip
    for key, value in {"level": "primaria", "grade": "4", "average": "9.4", "failed": "0"}.items():
        await VerifiedFact.create(**said, key=key, value=value, verified_by="user:1", verified_at=clock.now())
    return made
