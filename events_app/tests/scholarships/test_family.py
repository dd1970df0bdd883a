"""A mother applies from her phone over two days: begun, kept, mended, sent, and told in plain words where it stands."""

import asyncio
import io
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from stdnum.mx import curp

from events_app.core import files
from events_app.core.database import rows
from events_app.core.tables import OutboxMessage
from events_app.tests.factories.directory import make_company, make_employee
from events_app.tests.factories.scholarships import CLOSES, make_call
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements
from events_app.tests.support.day import NOW
from scholarships.applications import links, services
from scholarships.applications.delicate import curp_of, need_of
from scholarships.applications.errors import DeadlinePassed
from scholarships.applications.models import Application
from scholarships.applications.papers import Consent, Document
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call, CallStatus


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


async def whole(client: TestClient, call: Call, its_curp: str = "") -> Application:
    """Everything filled in and handed in, not sent."""
    application = await begun(client, call)
    code = links.code_of(application)
    for step, typed in STEPS.items():
        more = {"curp": its_curp or valid_curp()} if step == "estudiante" else {}
        answer = await client.post(f"/solicitud/{code}/paso/{step}", data=typed | more)
        assert answer.status_code == 303, (step, answer.text)
    for kind in ("acta", "boleta"):
        answer = await client.post(
            f"/solicitud/{code}/documentos/{kind}", files={"file": ("Emiliano.jpg", photo(), "image/jpeg")}
        )
        assert answer.status_code == 303, answer.text
    return await links.application_for(code)


def valid_curp(start: str = "RUYE160504HSRLXMA") -> str:
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


async def test_a_day_later_the_link_shows_what_was_kept_and_what_is_next(client: TestClient) -> None:
    application = await begun(client, await open_call())
    code = links.code_of(application)
    await client.post(f"/solicitud/{code}/paso/estudiante", data=STEPS["estudiante"] | {"curp": valid_curp()})

    answer = await client.get(f"/solicitud/{code.lower()}")

    assert answer.status_code == 200
    assert "La solicitud de Emiliano" in answer.text
    assert "Llevas 1 de 6 pasos." in answer.text
    assert "Seguir: escuela y promedio" in answer.text
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_autosave_keeps_what_is_right_and_tells_the_rest_in_few_statements(client: TestClient) -> None:
    application = await begun(client, await open_call())
    path = f"/solicitud/{links.code_of(application)}/paso/estudiante"

    async with Statements() as seen:
        answer = await client.post(
            path, data={"child_given_name": "Emiliano", "curp": "RUYE160504HSRLXMA0"}, headers={"x-autosave": "1"}
        )

    kept = await Application.get(id=application.id)
    assert (answer.status_code, kept.child_given_name, kept.child_key) == (200, "Emiliano", "")
    assert answer.json()["errors"]["curp"].startswith("El último número de la CURP no coincide")
    assert seen.count <= 6, seen.sql


async def test_what_is_delicate_lies_sealed_in_the_database(client: TestClient) -> None:
    application = await whole(client, await open_call())

    [stored] = await rows("SELECT row_to_json(a)::text AS text FROM scholarship_applications a")

    assert "12000" not in stored["text"]
    assert valid_curp() not in stored["text"]
    assert need_of(application) == {"income": "12000.00", "people": "4"}
    assert curp_of(application) == valid_curp()


@pytest.mark.parametrize(("seconds", "sent"), [(0, True), (1, False)])
async def test_a_second_late_is_late_and_nothing_is_lost(client: TestClient, seconds: int, sent: bool) -> None:
    call = await open_call()
    application = await whole(client, call)
    moment = call.deadline + timedelta(seconds=seconds)

    with nullcontext() if sent else pytest.raises(DeadlinePassed):
        await services.submit(application, call, now=moment)

    kept = await Application.get(id=application.id)
    status = ApplicationStatus.SUBMITTED if sent else ApplicationStatus.DRAFT
    assert (kept.status, kept.essays) == (status, {"motivo": "Quiero ser maestro."})


async def test_sending_twice_gives_one_folio(client: TestClient) -> None:
    call = await open_call()
    application = await whole(client, call)

    for _ in range(2):
        await client.post(f"/solicitud/{links.code_of(application)}/envio")

    assert (await Call.get(id=call.id)).last_folio == 1
    assert (await Application.get(id=application.id)).folio == f"{call.code}-0001"


async def test_sending_from_two_phones_at_once_counts_one_folio(client: TestClient) -> None:
    call = await open_call()
    application = await whole(client, call)
    code = links.code_of(application)

    answers = await asyncio.gather(*(client.post(f"/solicitud/{code}/envio") for _ in range(4)))

    assert {each.headers["location"] for each in answers} == {f"/solicitud/{code}/acuse"}
    assert (await Call.get(id=call.id)).last_folio == 1


async def test_sending_what_lapsed_says_when_it_closed_and_what_was_withdrawn_where_it_stands(
    client: TestClient,
) -> None:
    call = await open_call()
    application = await whole(client, call)
    path = f"/solicitud/{links.code_of(application)}"
    await Call.filter(id=call.id).update(status=CallStatus.CLOSED)
    await services.move(application, ApplicationStatus.LAPSED, actor="system", now=NOW)

    late = await client.post(f"{path}/envio")
    await Application.filter(id=application.id).update(status=ApplicationStatus.WITHDRAWN)
    withdrawn = await client.post(f"{path}/envio")

    assert (late.status_code, "sigue guardado" in late.text) == (409, True)
    assert (withdrawn.status_code, withdrawn.headers["location"]) == (303, path)


async def test_the_same_child_twice_is_refused_and_twins_are_two(client: TestClient) -> None:
    call = await open_call()
    first = await whole(client, call)
    await client.post(f"/solicitud/{links.code_of(first)}/envio")
    company = await make_company("Otra planta")
    employment = await make_employee(company, "9", paternal_surname="Ruelas")
    again, twin = [
        await copied(first, await services.start(call, employment, None, locale="es-MX", now=NOW)) for _ in range(2)
    ]
    await Application.filter(id=twin.id).update(child_key="f" * 64, child_given_name="Matías")

    twice = await client.post(f"/solicitud/{links.code_of(again)}/envio")
    other = await client.post(f"/solicitud/{links.code_of(twin)}/envio")

    assert (twice.status_code, other.status_code) == (409, 303)
    assert "Ya recibimos una solicitud de este estudiante" in twice.text
    assert (await Call.get(id=call.id)).last_folio == 2


async def copied(first: Application, code: str) -> Application:
    """Another parent's draft with the same child, papers and consents."""
    made = await links.application_for(code)
    plain = ("child_given_name", "child_paternal_surname", "child_key", "child_birth", "child_sex", "level", "grade",
             "school", "average", "failed", "essays", "guardian_relationship", "guardian_phone")  # fmt: skip
    await Application.filter(id=made.id).update(**{name: getattr(first, name) for name in plain})
    await services.save(await Application.get(id=made.id), {}, need=need_of(first), now=NOW)
    for document in await Document.filter(application_id=first.id, replaced_at__isnull=True):
        await Document.create(
            application_id=made.id, kind=document.kind, file_id=document.file_id, sha256=document.sha256, size=1,
            content_type=document.content_type, uploaded_at=NOW,
        )  # fmt: skip
    await Consent.create(
        application_id=made.id, purpose="solicitud", giver="guardian", notice_version="2026-1", given_at=NOW
    )
    return made


async def test_a_photo_is_drawn_anew_without_what_the_camera_wrote(client: TestClient) -> None:
    application = await whole(client, await open_call())

    document = await Document.get(application_id=application.id, kind="acta")
    stored = await files.stored(document.file_id or 0)
    content = await files.read(stored)

    assert stored.name == "acta-1.jpg"
    assert b"Emiliano" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


PDF = b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
      b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"  # fmt: skip


async def test_a_pdf_becomes_pictures(client: TestClient) -> None:
    application = await begun(client, await open_call())

    answer = await client.post(
        f"/solicitud/{links.code_of(application)}/documentos/acta", files={"file": ("acta.pdf", PDF % b"")}
    )

    document = await Document.get(application_id=application.id)
    assert (answer.status_code, document.content_type, document.pages) == (303, "image/jpeg", 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PDF % b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", "trae un programa"),
        (PDF % b"/OpenAction<</S/#4aavaScript/J#53(app.alert(1))>>", "trae un programa"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Usa un archivo JPG"),
        (b"GIF89a not a picture", "Usa un archivo JPG"),
        (b"%PDF-1.4 broken", "No pudimos abrir ese PDF"),
        (b"x" * 11_500_000, "pesa demasiado"),
    ],
)
async def test_a_paper_that_cannot_be_used_is_refused_kindly_and_the_old_one_stays(
    client: TestClient, content: bytes, words: str
) -> None:
    application = await whole(client, await open_call())
    path = f"/solicitud/{links.code_of(application)}/documentos/acta"

    answer = await client.post(path, files={"file": ("acta.jpg", content, "image/jpeg")})

    assert answer.status_code in (413, 422)
    assert words in answer.text
    assert await Document.filter(application_id=application.id, kind="acta", replaced_at=None).count() == 1


async def test_a_forty_megabyte_photo_is_refused_before_it_is_read(client: TestClient) -> None:
    application = await begun(client, await open_call())
    path = f"/solicitud/{links.code_of(application)}/documentos/acta"

    answer = await client.post(path, files={"file": ("foto.jpg", b"\xff\xd8\xff" + b"0" * 40_000_000)})

    assert answer.status_code == 413


async def test_an_unticked_consent_is_withdrawn_with_its_moment(client: TestClient) -> None:
    application = await begun(client, await open_call())
    path = f"/solicitud/{links.code_of(application)}/paso/consentimientos"
    await client.post(path, data={"given": ["guardian:solicitud", "guardian:estadistica"]})

    await client.post(path, data={"given": "guardian:solicitud"})

    rows = await Consent.filter(application_id=application.id).order_by("id")
    assert [(each.purpose, each.withdrawn_at is None, each.notice_version) for each in rows] == [
        ("solicitud", True, "2026-1"), ("estadistica", False, "2026-1"),
    ]  # fmt: skip


async def test_a_student_of_eighteen_consents_too(client: TestClient) -> None:
    call = await open_call()
    application = await whole(client, call, its_curp=valid_curp("RUYE080504HSRLXMA"))

    answer = await client.post(f"/solicitud/{links.code_of(application)}/envio")

    assert (answer.status_code, "Consentimientos" in answer.text) == (409, True)
    await client.post(
        f"/solicitud/{links.code_of(application)}/paso/consentimientos",
        data={"given": ["guardian:solicitud", "student:solicitud"]},
    )
    sent = await client.post(f"/solicitud/{links.code_of(application)}/envio")
    assert sent.status_code == 303


async def test_a_sent_application_no_longer_changes_and_can_be_withdrawn(client: TestClient) -> None:
    application = await whole(client, await open_call())
    code = links.code_of(application)
    await client.post(f"/solicitud/{code}/envio")

    changed = await client.post(f"/solicitud/{code}/paso/escuela", data={"average": "10"})
    unsure = await client.post(f"/solicitud/{code}/retiro", data={})
    gone = await client.post(f"/solicitud/{code}/retiro", data={"sure": "1"})

    kept = await Application.get(id=application.id)
    assert (changed.status_code, unsure.status_code, gone.status_code) == (409, 422, 303)
    assert (kept.average, kept.status) == ("9.4", ApplicationStatus.WITHDRAWN)


@pytest.mark.parametrize("code", ["A" * 26, "nada", "0" * 26, "á" * 26])
async def test_a_link_that_opens_nothing_is_not_found(client: TestClient, code: str) -> None:
    answer = await client.get(f"/solicitud/{code}")

    assert answer.status_code == 404


async def test_a_call_that_is_not_open_starts_nothing(client: TestClient) -> None:
    call = await make_call(status=CallStatus.CLOSED, closes_at=CLOSES)

    answer = await client.post(f"/becas/{call.slug}/solicitud", data={"company": "x"})

    assert (answer.status_code, await Application.all().count()) == (409, 0)


async def test_an_emptied_field_is_empty_and_the_birth_goes_with_the_curp(client: TestClient) -> None:
    application = await whole(client, await open_call())
    code = links.code_of(application)
    emptied = dict.fromkeys(STEPS["estudiante"], "") | {"curp": ""}

    answer = await client.post(f"/solicitud/{code}/paso/estudiante", data=emptied, headers={"x-autosave": "1"})
    await client.post(f"/solicitud/{code}/paso/escuela", data=dict.fromkeys(STEPS["escuela"], ""))

    kept = await Application.get(id=application.id)
    assert answer.status_code == 200
    assert (kept.child_given_name, kept.child_key, kept.child_birth, kept.grade) == ("", "", None, None)


async def test_a_lost_link_goes_to_the_address_on_file_and_the_page_says_the_same_to_all(client: TestClient) -> None:
    call = await open_call()
    await whole(client, call)
    asked = {"company": "arneses-del-desierto", "employee_number": "417"}

    right = await client.post(f"/becas/{call.slug}/enlace", data=asked | {"surname": "Yáñez"})
    wrong = await client.post(f"/becas/{call.slug}/enlace", data=asked | {"surname": "Otra"})

    sent = await OutboxMessage.filter(message="scholarship_link").order_by("id")
    assert "Revisa tu correo" in right.text
    assert "Revisa tu correo" in wrong.text
    assert [each.address for each in sent] == ["rosario@correo.example"] * 2
