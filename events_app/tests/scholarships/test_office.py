"""The company answers and proposes, the office reads, masks, blacks out, examines; every look is written down."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from events_app.core import clock, files
from events_app.core.access import Grant, Role
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.scholarships import CLOSES, RULES, link_code, make_application, make_call
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW
from scholarships.applications import eligibility
from scholarships.applications.models import Application
from scholarships.applications.papers import (
    AccessLog,
    Consent,
    CorrectionRequest,
    Document,
    EmploymentAnswer,
    MaskedEssay,
    Nomination,
    VerifiedFact,
)
from scholarships.applications.states import ApplicationStatus, CheckStatus
from scholarships.calls.models import Call

S = ApplicationStatus


async def sign_in(client: TestClient, *roles: Role | Grant) -> None:
    await client.sign_in(await make_user(roles=roles))


async def open_call(**over: Any) -> Call:
    return await make_call(**{"opens_at": NOW - timedelta(days=30), "closes_at": NOW + timedelta(days=9)} | over)


async def with_papers(application: Application, *kinds: str) -> list[Document]:
    """A white picture of each kind, and the guardian's consent."""
    written = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(written, "JPEG")
    stored = await files.put("scholarship-document", "acta-1.jpg", written.getvalue(), "image/jpeg")
    await Consent.create(
        application=application, purpose="solicitud", giver="guardian", notice_version="2026-1", given_at=NOW
    )
    return [
        await Document.create(
            application=application, kind=kind, file_id=stored.id, content_type="image/jpeg", size=stored.size,
            sha256=stored.sha256, uploaded_at=NOW, scan="unscanned",
        )
        for kind in kinds
    ]  # fmt: skip


async def test_the_company_confirms_with_one_answer_and_sees_nothing_else(client: TestClient) -> None:
    company = await make_company("Arneses del Desierto")
    application = await make_application(await open_call(), company=company, status=S.SUBMITTED)
    stranger = await make_application(await open_call(), status=S.SUBMITTED)
    await sign_in(client, Grant(Role.COORDINATOR, f"company:{company.id}"))

    page = await client.get("/empresa/becas")
    yes = {"works_here": "yes", "hired_on": "2019-03-01"}
    answers = [
        await client.post(f"/empresa/becas/{application.id}/respuesta", data={"works_here": "yes"}),
        await client.post(f"/empresa/becas/{application.id}/respuesta", data=yes),
        await client.post(f"/empresa/becas/{application.id}/respuesta", data={"works_here": "no"}),
        await client.post(f"/empresa/becas/{stranger.id}/respuesta", data=yes),
    ]

    assert application.guardian_name in page.text
    hidden = (application.child_given_name, application.school, application.folio, stranger.employee_number)
    assert [word for word in hidden if word in page.text] == []
    assert [each.status_code for each in answers] == [422, 303, 404, 404]
    [kept] = await EmploymentAnswer.all()
    assert (kept.application_id, kept.works_here, kept.hired_on) == (application.id, True, date(2019, 3, 1))


async def test_the_same_spreadsheet_twice_proposes_nobody_twice(client: TestClient) -> None:
    call = await open_call()
    company = await make_company("Arneses del Desierto")
    await sign_in(client, Grant(Role.COORDINATOR, f"company:{company.id}"))
    sheet = "No. empleado;Nombre completo;Hijo o hija;Correo\n00417;Rosario Yáñez Ruiz;Emiliano;r@correo.example\n" \
            "417;ROSARIO YAÑEZ RUIZ;emiliano;\n00418;Sola;Ana;\n00417;Rosario Yáñez Ruiz;Sofía;\n"  # fmt: skip
    path, file = f"/empresa/becas/{call.id}/postulaciones", {"file": ("lista.csv", sheet.encode("cp1252"))}

    first = await client.post(path, data={"company": str(company.id)}, files=file)
    second = await client.post(path, data={"company": str(company.id)}, files=file)

    assert "Se agregaron 2 postulaciones" in first.text
    assert "Fila 4: Escribe nombre y apellido" in first.text
    assert "Se agregaron 0 postulaciones" in second.text
    assert [each.child_name for each in await Nomination.all().order_by("id")] == ["Emiliano", "Sofía"]


async def test_somebody_whom_only_the_company_knows_can_begin(client: TestClient) -> None:
    call = await open_call(rules=RULES | {"nomination_required": True})
    company = await make_company("Arneses del Desierto")
    await Nomination.create(
        call=call, company=company, employee_number="00417", number_key="417", employee_name="Rosario Yáñez Ruiz",
        surname_key="rosario yanez ruiz", nominated_by="user:1", nominated_at=NOW,
    )  # fmt: skip
    typed = {"company": company.slug, "employee_number": "417"}

    wrong = await client.post(f"/becas/{call.slug}/solicitud", data=typed | {"surname": "Rosario"})
    right = await client.post(f"/becas/{call.slug}/solicitud", data=typed | {"surname": "YAÑEZ"})

    made = await Application.get()
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (made.guardian_name, made.source, (await Nomination.get()).application_id) == (
        "Rosario Yáñez Ruiz", "nomination", made.id,
    )  # fmt: skip


async def test_the_office_masks_essays_and_a_person_vouches_for_them(client: TestClient) -> None:
    essays = {"motivo": "Soy Emiliano y mi mamá Rosario Yáñez trabaja en Arneses Ñandú. Tel. 631 123 4567."}
    company = await make_company("Arneses Ñandú")
    application = await make_application(await open_call(), company=company, essays=essays, status=S.SUBMITTED)
    await sign_in(client, Role.OFFICE)
    await client.get(f"/oficina/becas/solicitudes/{application.id}")
    [masked] = await MaskedEssay.all()

    checked = await client.post(
        f"/oficina/becas/solicitudes/{application.id}/textos", data={"key": "motivo", "text": masked.text + " Ruelas"}
    )

    [kept] = await MaskedEssay.all()
    assert (checked.status_code, masked.checked_by, kept.checked_by != "") == (303, "", True)
    assert kept.text == "Soy ▮▮▮ y mi mamá ▮▮▮ trabaja en ▮▮▮. Tel. ▮▮▮. ▮▮▮"


async def test_a_blacked_out_copy_is_flat_and_black_where_it_was_marked(client: TestClient) -> None:
    application = await make_application(await open_call(), status=S.SUBMITTED)
    [document] = await with_papers(application, "acta")
    await sign_in(client, Role.OFFICE)
    path = f"/oficina/becas/documentos/{document.id}"

    wrong = await client.post(f"{path}/tachar", data={"boxes": "[[0, 0]]"})
    right = await client.post(f"{path}/tachar", data={"boxes": "[[0, 0, 0.5, 1]]"})

    seen = await client.get(f"{path}/tachado")
    picture = Image.open(io.BytesIO(seen.content))
    left, over = picture.getpixel((40, 50)), picture.getpixel((160, 50))
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert isinstance(left, tuple)
    assert isinstance(over, tuple)
    assert (max(left) < 10, min(over) > 245, dict(picture.getexif())) == (True, True, {})


async def test_every_look_at_a_file_is_written_down_for_the_chair(client: TestClient) -> None:
    call = await open_call()
    application = await make_application(call, status=S.SUBMITTED)
    [document] = await with_papers(application, "acta")
    await sign_in(client, Role.OFFICE)
    for path in (f"solicitudes/{application.id}", f"documentos/{document.id}", f"documentos/{document.id}/imagen"):
        assert (await client.get(f"/oficina/becas/{path}")).status_code == 200
    await sign_in(client, Grant(Role.COMMITTEE_CHAIR, f"committee:{call.committee_id}"))

    log = await client.get(f"/oficina/becas/{call.id}/consultas")
    forbidden = await client.get(f"/oficina/becas/solicitudes/{application.id}")

    assert (log.text.count(application.folio), forbidden.status_code) == (3, 404)
    assert [each.seen for each in await AccessLog.all().order_by("id")] == ["application", "document", "document"]
    assert application.child_given_name not in log.text


async def test_a_verdict_on_a_paper_that_was_replaced_is_refused_and_says_so(client: TestClient) -> None:
    application = await make_application(await open_call(), status=S.SUBMITTED)
    [acta] = await with_papers(application, "acta")
    await sign_in(client, Role.OFFICE)
    await Document.filter(id=acta.id).update(replaced_at=clock.now())

    refused = await client.post(
        f"/oficina/becas/documentos/{acta.id}/dictamen", data={"verdict": "accepted"}, follow_redirects=True
    )

    assert "La familia entregó otro archivo" in refused.text
    assert (await Document.get(id=acta.id)).verdict is CheckStatus.PENDING


async def test_a_correction_opens_the_application_again_until_its_day(client: TestClient) -> None:
    application = await make_application(await open_call(), status=S.SUBMITTED)
    [acta, _boleta] = await with_papers(application, "acta", "boleta")
    await sign_in(client, Role.OFFICE)
    desk = f"/oficina/becas/solicitudes/{application.id}"
    await client.post(
        f"/oficina/becas/documentos/{acta.id}/dictamen", data={"verdict": "rejected", "reason": "No se lee el nombre"}
    )
    asked = await client.post(f"{desk}/correccion", data={"message": "Vuelve a tomar la foto del acta.", "days": "3"})
    family = f"/solicitud/{link_code(application)}"

    page = await client.get(family)
    unmended = await client.post(f"{family}/envio")
    await Document.filter(id=acta.id).update(verdict="pending", checked_at=None)
    sent = await client.post(f"{family}/envio")

    kept = await Application.get(id=application.id)
    assert (asked.status_code, unmended.status_code, sent.status_code) == (303, 409, 303)
    assert "Vuelve a tomar la foto del acta." in page.text
    assert (kept.status, kept.folio, kept.submitted_at) == (S.SUBMITTED, application.folio, application.submitted_at)
    assert (await CorrectionRequest.get()).closed_at is not None


@pytest.mark.parametrize(
    ("average", "hired", "reasons"),
    [
        ("8.5", "2020-01-01", []),
        ("8.4999", "2020-01-01", ["AVERAGE_BELOW_MINIMUM"]),
        ("8.5", "2026-11-01", ["SENIORITY_TOO_SHORT"]),
        ("8.5", "", ["PARENT_NOT_ACTIVE"]),
    ],
)
async def test_the_frozen_rules_say_every_reason(db: str, average: str, hired: str, reasons: list[str]) -> None:
    rules = RULES | {"parent_active_on": "2026-11-15", "min_seniority_days": 180}
    call = await open_call(rules=rules)
    application = await make_application(call, status=S.SUBMITTED, average="10")
    await with_papers(application, "acta", "boleta")
    await VerifiedFact.create(
        application=application, key="average", value=average, verified_by="user:1", verified_at=NOW
    )
    await EmploymentAnswer.create(
        application=application, company_id=application.company_id, works_here=bool(hired),
        hired_on=date.fromisoformat(hired) if hired else None, answered_by="user:2", answered_at=NOW,
    )  # fmt: skip

    run = await eligibility.run(call, actor="user:1", now=NOW)

    said = [each for each in run.reasons[application.folio] if each != "SENIORITY_TOO_SHORT" or hired]
    kept = await Application.get(id=application.id)
    assert said == reasons
    assert kept.status == (S.INELIGIBLE if reasons else S.ELIGIBLE)


async def test_a_family_reads_why_in_plain_words_and_never_a_score(client: TestClient) -> None:
    call = await make_call(closes_at=CLOSES)
    application = await make_application(
        call, status=S.INELIGIBLE, eligibility_reasons=["AVERAGE_BELOW_MINIMUM", "MISSING_DOCUMENTS:acta"]
    )

    page = await client.get(f"/solicitud/{link_code(application)}")

    assert "El promedio no llega al mínimo de la convocatoria." in page.text
    assert "Faltan documentos: Acta de nacimiento." in page.text


async def test_a_new_link_kills_the_old_one(client: TestClient) -> None:
    application = await make_application(await open_call(), status=S.SUBMITTED)
    await sign_in(client, Role.OFFICE)

    page = await client.post(f"/oficina/becas/solicitudes/{application.id}/enlace")

    new = link_code(await Application.get(id=application.id))
    assert new in page.text
    assert (await client.get(f"/solicitud/{link_code(application)}")).status_code == 404
    assert (await client.get(f"/solicitud/{new}")).status_code == 200
