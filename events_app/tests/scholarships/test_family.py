"""A mother applies from her phone over two days: begun, kept, mended, sent, and told in plain words where it stands."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from events_app.core import files
from events_app.tests.factories.directory import make_company, make_employee
from events_app.tests.factories.scholarships import CLOSES, make_call
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements
from scholarships.applications import links, services
from scholarships.applications.delicate import curp_of, need_of
from scholarships.applications.models import Application
from scholarships.applications.papers import Consent, Document
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call, CallStatus

NOW = datetime.now(UTC)
CURP = "RUYE160504HSRLXMA8"


def photo(color: str = "white", size: tuple[int, int] = (640, 480)) -> bytes:
    written = io.BytesIO()
    picture = Image.new("RGB", size, color)
    exif = picture.getexif()
    exif[0x010E] = "Emiliano Ruelas en su casa"
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


async def open_call(**over: Any) -> Call:
    """A call that is open whenever the test runs."""
    return await make_call(opens_at=NOW - timedelta(days=3), closes_at=NOW + timedelta(days=9), **over)


async def begun(client: TestClient, call: Call) -> Application:
    company = await make_company("Arneses del Desierto")
    await make_employee(company, "00417", paternal_surname="Yáñez")
    answer = await client.post(
        f"/becas/{call.slug}/solicitud",
        data={"company": company.slug, "employee_number": "417", "surname": "yanez"},
    )
    assert answer.status_code == 303, answer.text
    return await links.application_for(answer.headers["location"].split("/")[2].split("?")[0])


STEPS = {
    "estudiante": {
        "child_given_name": "Emiliano", "child_paternal_surname": "Ruelas", "child_maternal_surname": "Yáñez",
        "guardian_relationship": "mother", "guardian_phone": "631 123 4567", "guardian_email": "rosario@correo.example",
    },
    "escuela": {"level": "primaria", "grade": "4", "school": "Benito Juárez", "average": "9,4", "failed": "0"},
    "situacion": {"income": "$12,000", "people": "4"},
    "textos": {"motivo": "Quiero ser maestro."},
    "consentimientos": {"given": "guardian:solicitud"},
}  # fmt: skip


async def whole(client: TestClient, call: Call, curp: str = "") -> Application:
    """Everything filled in and handed in, not sent."""
    application = await begun(client, call)
    code = links.code_of(application)
    for step, typed in STEPS.items():
        more = {"curp": curp or valid_curp()} if step == "estudiante" else {}
        answer = await client.post(f"/solicitud/{code}/paso/{step}", data=typed | more)
        assert answer.status_code == 303, (step, answer.text)
    for kind in ("acta", "boleta"):
        answer = await client.post(
            f"/solicitud/{code}/documentos/{kind}", files={"file": ("Emiliano.jpg", photo(), "image/jpeg")}
        )
        assert answer.status_code == 303, answer.text
    return await links.application_for(code)


def valid_curp(start: str = "RUYE160504HSRLXMA") -> str:
    from stdnum.mx import curp

    return start + curp.calc_check_digit(start + "0")


async def test_a_mother_begins_fills_in_and_sends(client: TestClient) -> None:
    call = await open_call()
    application = await whole(client, call)
    code = links.code_of(application)

    answer = await client.post(f"/solicitud/{code}/envio")

    sent = await Application.get(id=application.id)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/solicitud/{code}/acuse")
    assert (sent.status, sent.folio, sent.average) == (ApplicationStatus.SUBMITTED, f"{call.code}-0001", "9.4")
    assert (sent.child_sex, str(sent.child_birth)) == ("H", "2016-05-04")
    receipt = await client.get(f"/solicitud/{code}/acuse")
    assert sent.folio in receipt.text
