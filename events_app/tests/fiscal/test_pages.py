"""The pages of invoices: a buyer's form, a coordinator's, the office's desk, and who sees none of them."""

import io
import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pypdfium2 as pdfium
import pytest
from PIL import Image

from events_app.accounts.models import RoleGrant, User
from events_app.core import qr
from events_app.fiscal import follow, services
from events_app.fiscal.exports import export_ready
from events_app.fiscal.models import FiscalProfile, InvoiceRequest
from events_app.fiscal.paper_records import StampedXml
from events_app.fiscal.records import Addressee
from events_app.fiscal.stamped import take_in
from events_app.payments.models import Order
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.fiscal import KEMPER, make_invoice, receive, stamped_xml
from events_app.tests.factories.payments import make_order
from events_app.tests.fiscal.test_exports import stamp
from events_app.tests.fiscal.test_notes import refund, sold
from events_app.tests.support.browser import TestClient

FORM = {
    "rfc": "EKU9003173C9",
    "legal_name": "Escuela Kemper Urgate S.A. de C.V.",
    "postal_code": "42501",
    "regime": "601",
    "cfdi_use": "G03",
    "email_xml": "cuentas@kemper.example",
    "purchase_order": "OC-4471",
}
QR = "https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3=15050546420_EKU9003173C9"


async def sign_in(client: TestClient, role: str, scope: str = "", *, locale: str = "es-MX") -> None:
    user = await User.create(email=f"{role}{scope}@example.com", name=f"Persona {role}", locale=locale)
    starts = date(2026, 1, 1)
    await RoleGrant.create(user=user, role=role, scope=scope, starts_on=starts, granted_by="system")
    await client.sign_in(user)


async def paid(now: datetime, number: int = 1) -> Order:
    return await receive(await make_order(now=now, reference=f"seat:{number}"), "1080.00", now=now)


async def test_a_buyer_asks_for_the_invoice_and_the_receipt_shows_its_state(client: TestClient, now: datetime) -> None:
    order = await paid(now)
    path = f"/recibo/{order.token}/factura"

    before = (await client.get(f"/recibo/{order.token}")).text
    sent = await client.post(path, data=FORM)
    shown = (await client.get(f"/recibo/{order.token}")).text
    english = (await client.get(path, headers={"Accept-Language": "en"})).text

    assert path in before
    assert sent.status_code == 303
    assert [text in shown for text in ("ESCUELA KEMPER URGATE", "EKU9003173C9", "Por timbrar")] == [True] * 3
    assert [text in english for text in ("Your request is noted.", "To be stamped", "OC-4471")] == [True] * 3


async def test_the_office_reads_of_each_document_the_use_that_its_file_carries(
    client: TestClient, now: datetime
) -> None:
    order = await sold(now)
    await refund(order, 540, now)
    await follow.follow_up(now)
    await sign_in(client, "office")

    shown = {
        str(each.kind): (await client.get(f"/oficina/facturas/{each.folio}")).text
        for each in await InvoiceRequest.all().select_related("parent")
    }

    used = {kind: re.findall(r"<dt>Uso del CFDI</dt><dd>([^<]*)</dd>", page) for kind, page in shown.items()}
    assert used == {"income": ["G03"], "credit_note": ["G02"]}


async def test_what_stands_of_an_invoice_that_was_cancelled_at_the_sat_is_named_until_it_is_cancelled_too(
    client: TestClient, now: datetime
) -> None:
    order = await sold(now)
    await refund(order, 540, now)
    await follow.follow_up(now)
    asked, note = await InvoiceRequest.get(kind="income"), await InvoiceRequest.get(kind="credit_note")
    await export_ready(actor="test", now=now)
    await stamp(note, 2, "540.00", letter="E", related=asked.uuid)
    await sign_in(client, "office")
    desk, reason = "/oficina/facturas", {"reason": "Venía otro RFC"}

    await client.post(f"{desk}/{asked.folio}/cancelacion", data=reason)
    paths = (f"{desk}/{asked.folio}", f"{desk}/{note.folio}", f"{desk}?estado=left", "/oficina")
    told = [(await client.get(path)).text for path in paths]
    await client.post(f"{desk}/{note.folio}/cancelacion", data=reason)
    after = [(await client.get(path)).text for path in paths]

    words = (
        "de ella quedan documentos vigentes", "Es de una factura que se canceló en el SAT", note.folio,
        "Notas y complementos de una factura cancelada",
    )  # fmt: skip
    assert [each in page for each, page in zip(words, told, strict=True)] == [True] * 4
    assert [each in page for each, page in zip(words, after, strict=True)] == [False] * 4


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"rfc": "EKU90"}, "Escribe el RFC completo"),
        ({"rfc": ""}, "Revisa este dato"),
        ({"regime": "612"}, "Ese régimen es de personas físicas"),
        ({"cfdi_use": "D10"}, "El SAT no acepta ese uso"),
        ({"postal_code": "8400"}, "Revisa este dato"),
        ({"rfc": "XAXX010101000"}, "Ese RFC es el genérico"),
        ({"email_xml": "nadie"}, "Escribe un correo"),
        ({"legal_name": ""}, "Falta este dato"),
    ],
)
async def test_what_would_fail_at_the_stamping_is_said_beside_its_field_and_nothing_is_kept(
    client: TestClient, now: datetime, over: dict[str, str], said: str
) -> None:
    order = await paid(now)

    answer = await client.post(f"/recibo/{order.token}/factura", data=FORM | over)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert "OC-4471" in answer.text
    assert await InvoiceRequest.all().count() == 0


async def test_a_doubtful_check_digit_is_a_question_and_never_a_refusal(client: TestClient, now: datetime) -> None:
    order = await paid(now)

    await client.post(f"/recibo/{order.token}/factura", data=FORM | {"rfc": "EKU9003173C8"})
    shown = await client.get(f"/recibo/{order.token}/factura")

    assert "El dígito final del RFC EKU9003173C8 no coincide" in shown.text
    assert await InvoiceRequest.filter(rfc="EKU9003173C8").count() == 1


def photo() -> bytes:
    """A phone's picture of the QR: grey, on a table, a little turned."""
    code = Image.open(io.BytesIO(qr.png(QR))).convert("L").resize((420, 420))
    table = Image.new("L", (900, 1200), 150)
    table.paste(code.rotate(4, expand=True, fillcolor=255), (220, 380))
    written = io.BytesIO()
    table.save(written, "JPEG", quality=70)
    return written.getvalue()


def paper() -> bytes:
    """A PDF page with the QR on it."""
    written = io.BytesIO()
    Image.open(io.BytesIO(photo())).save(written, "PDF")
    return written.getvalue()


@pytest.mark.parametrize(("name", "make"), [("foto.jpg", photo), ("constancia.pdf", paper)])
async def test_the_constancia_fills_in_the_rfc_and_keeps_what_was_typed(
    client: TestClient, now: datetime, name: str, make: object
) -> None:
    order = await paid(now)
    content = make() if callable(make) else b""

    answer = await client.post(
        f"/recibo/{order.token}/factura",
        data={"read": "1", "email_xml": "cuentas@kemper.example"},
        files={"constancia": (name, content, "application/octet-stream")},
    )

    assert answer.status_code == 200
    assert 'value="EKU9003173C9"' in answer.text
    assert "cuentas@kemper.example" in answer.text
    assert await InvoiceRequest.all().count() == 0


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 broken", b"not a picture", b"\x89PNG\r\n\x1a\n broken", pdfium.PdfDocument.new]
)
async def test_a_paper_without_its_qr_says_what_to_do(client: TestClient, now: datetime, content: object) -> None:
    order = await paid(now)
    sent = content if isinstance(content, bytes) else b"%PDF-1.4\n%%EOF"

    answer = await client.post(
        f"/recibo/{order.token}/factura", data={"read": "1"}, files={"constancia": ("a.pdf", sent, "application/pdf")}
    )

    assert answer.status_code == 422
    assert 'id="constancia-mistake"' in answer.text


async def test_a_coordinator_keeps_the_data_of_the_own_company_and_of_no_other(
    client: TestClient, now: datetime
) -> None:
    mine = await make_company("Kemper", rfc="EKU9003173C9")
    other = await make_company("Otra")
    await sign_in(client, "coordinator", f"company:{mine.id}")

    begun = await client.get(f"/empresa/{mine.slug}/datos-fiscales")
    foreign = [await client.get(f"/empresa/{slug}/datos-fiscales") for slug in (other.slug, "no-existe")] + [
        await client.post(f"/empresa/{other.slug}/datos-fiscales", data=FORM)
    ]
    saved = await client.post(f"/empresa/{mine.slug}/datos-fiscales", data=FORM)

    assert 'value="EKU9003173C9"' in begun.text
    assert saved.status_code == 303
    assert (await FiscalProfile.get(company_id=mine.id)).legal_name == "ESCUELA KEMPER URGATE"
    assert [each.status_code for each in foreign] == [404] * 3
    assert foreign[0].text.partition("<main")[2] == foreign[1].text.partition("<main")[2]


async def test_a_companys_list_shows_its_own_invoices_and_not_those_of_its_peoples_rfc(
    client: TestClient, now: datetime
) -> None:
    company = await make_company("Kemper", rfc="EKU9003173C9")
    orders = [await paid(now, number) for number in (1, 2)]
    await Order.all().update(company_id=company.id)
    await client.post(f"/recibo/{orders[0].token}/factura", data=FORM)
    own = FORM | {"rfc": "CACX7605101P8", "legal_name": "Xochilt Casas Chavez", "regime": "612"}
    await client.post(f"/recibo/{orders[1].token}/factura", data=own)
    await sign_in(client, "coordinator", f"company:{company.id}")

    shown = (await client.get(f"/empresa/{company.slug}/datos-fiscales")).text

    assert "F-0001" in shown
    assert "XOCHILT" not in shown


async def test_what_an_employee_saves_is_for_one_invoice_and_never_the_companys_data(
    client: TestClient, now: datetime
) -> None:
    company = await make_company("Kemper", rfc="EKU9003173C9")
    private, ours = await paid(now, 1), await paid(now, 2)
    await Order.all().update(company_id=company.id)
    await Order.filter(id=ours.id).update(reference="group:1")
    to = Addressee(KEMPER, "pagos@kemper.example", "OC-100")
    await services.save_company_profile(company.id, to, actor="user:1", now=now)

    shown = (await client.get(f"/recibo/{private.token}/factura")).text
    accounts = (await client.get(f"/recibo/{ours.token}/factura")).text
    typed = FORM | {"postal_code": "84000", "email_xml": "yo@correo.example"}
    saved = await client.post(f"/recibo/{private.token}/factura", data=typed)
    await sign_in(client, "coordinator", f"company:{company.id}")
    again = await client.post(f"/recibo/{ours.token}/factura", data=typed)

    assert [word in shown for word in ("EKU9003173C9", "42501", private.buyer_email or "—")] == [True] * 3
    assert [word in shown for word in ("pagos@kemper.example", "OC-100")] == [False, False]
    assert [word in accounts for word in ("pagos@kemper.example", "OC-100")] == [True, True]
    assert ("vale solo para esta factura" in shown, saved.status_code, again.status_code) == (True, 303, 303)
    kept = await FiscalProfile.get(company_id=company.id)
    assert (kept.postal_code, kept.email_xml, kept.purchase_order) == ("42501", "pagos@kemper.example", "OC-100")
    assert [each.postal_code for each in await InvoiceRequest.all().order_by("id")] == ["84000", "84000"]


async def test_an_employee_does_not_begin_the_companys_data_either_but_its_coordinator_does(
    client: TestClient, now: datetime
) -> None:
    company = await make_company("Kemper", rfc="EKU9003173C9")
    order = await paid(now)
    await Order.all().update(company_id=company.id)
    path = f"/recibo/{order.token}/factura"

    await client.post(path, data=FORM)
    without = await FiscalProfile.filter(company_id=company.id).count()
    await sign_in(client, "coordinator", f"company:{company.id}")
    await client.post(path, data=FORM)

    assert (without, await FiscalProfile.filter(company_id=company.id).count()) == (0, 1)


async def test_the_office_hands_over_takes_back_and_settles_what_no_machine_could(
    client: TestClient, now: datetime
) -> None:
    first, second = await make_invoice(await paid(now, 1), now=now), await make_invoice(await paid(now, 2), now=now)
    await sign_in(client, "office")

    sent = await client.post("/oficina/facturas/entrega", data={"file_type": "csv"})
    file = await client.get("/oficina/facturas/entrega/1")
    good = stamped_xml(7, total="1080.00", folio=first.folio[2:])
    papers = [
        ("papers", ("a.xml", good)),
        ("papers", ("b.xml", stamped_xml(8, total="1080.00"))),
        ("papers", ("c", b"?")),
    ]
    taken = await client.post("/oficina/facturas/timbradas", files=papers)
    doubtful = await StampedXml.get(uuid__endswith="8")
    listed = await client.get("/oficina/facturas", params={"estado": "problems"})
    chosen = await client.post(f"/oficina/facturas/xml/{doubtful.id}/solicitud", data={"invoice": str(second.id)})

    assert (sent.status_code, file.status_code) == (303, 200)
    assert b"TipoDeComprobante" in file.content
    assert "1 factura timbrada" in taken.text
    assert "No es un CFDI 4.0 que podamos leer." in taken.text
    assert f'value="{second.id}"' in listed.text
    assert chosen.status_code == 303
    assert [each.status for each in await InvoiceRequest.all().order_by("id")] == ["stamped", "stamped"]


async def test_the_stamped_files_are_given_to_their_buyer_alone(client: TestClient, now: datetime) -> None:
    order, other = await paid(now, 1), await paid(now, 2)
    asked = await make_invoice(order, now=now)
    await sign_in(client, "office")
    await client.post("/oficina/facturas/entrega", data={})
    xml = stamped_xml(7, total="1080.00", folio=asked.folio[2:])
    await client.post("/oficina/facturas/timbradas", files={"papers": ("a.xml", xml)})

    given = await client.get(f"/recibo/{order.token}/factura/{asked.folio}.xml")
    refused = [
        await client.get(f"/recibo/{order.token}/factura/{asked.folio}.pdf"),
        await client.get(f"/recibo/{other.token}/factura/{asked.folio}.xml"),
        await client.get(f"/recibo/{order.token}/factura/F-9999.xml"),
        await client.get(f"/recibo/{'x' * 43}/factura/{asked.folio}.xml"),
    ]

    assert (given.status_code, given.content) == (200, xml)
    assert [each.status_code for each in refused] == [404] * 4


async def test_the_offices_order_page_leads_to_its_receipt_and_to_every_document_of_the_sale(
    client: TestClient, now: datetime
) -> None:
    order, other = await paid(now, 1), await paid(now, 2)
    gone = await make_invoice(order, now=now)
    await services.cancel_invoice(gone.id, reason="otro RFC", actor="test", now=now)
    asked, theirs = await make_invoice(order, now=now), await make_invoice(other, now=now)
    xml = ("a.xml", stamped_xml(7, total="1080.00", folio=asked.folio[2:]))
    await take_in([xml], actor="test", now=now)
    page = f"/oficina/dinero/pedidos/{order.folio}"

    await sign_in(client, "office")
    seen = (await client.get(page)).text
    file = await client.get(f"/oficina/facturas/{asked.folio}/archivo.xml")
    await sign_in(client, "finance", locale="en")
    reading = (await client.get(page)).text

    links = [f"/oficina/facturas/{each.folio}" for each in (gone, asked, theirs)]
    assert [f'href="{link}"' in seen for link in links] == [True, True, False]
    assert [word in seen for word in ("Cancelada", "Timbrada", "$1,080.00", f"{UUID(int=7)}")] == [True] * 4
    assert (f'href="{links[1]}/archivo.xml"' in seen, file.content) == (True, xml[1])
    assert [f"/recibo/{order.token}{more}" in seen for more in ("", "/factura")] == [True, True]
    assert ("Receipt and invoices" in reading, "Stamped" in reading, order.token in reading) == (True, True, False)


async def test_finance_looks_and_moves_nothing_and_others_see_nothing(client: TestClient, now: datetime) -> None:
    asked = await make_invoice(await paid(now), now=now)
    await sign_in(client, "finance")

    seen = [await client.get(path) for path in ("/oficina/facturas", f"/oficina/facturas/{asked.folio}")]
    moved = [
        await client.post("/oficina/facturas/entrega", data={}),
        await client.post("/oficina/facturas/timbradas", data={}),
        await client.post(f"/oficina/facturas/{asked.folio}/cancelacion", data={"reason": "porque sí"}),
    ]
    await sign_in(client, "coordinator", "company:1")
    hidden = await client.get("/oficina/facturas")

    assert [each.status_code for each in seen] == [200, 200]
    assert [each.status_code for each in moved] == [404] * 3
    assert hidden.status_code == 404


async def test_the_office_withdraws_a_request_only_with_a_reason(client: TestClient, now: datetime) -> None:
    asked = await make_invoice(await paid(now), now=now)
    await sign_in(client, "office")
    path = f"/oficina/facturas/{asked.folio}/cancelacion"

    silent = await client.post(path, data={"reason": " "})
    told = await client.post(path, data={"reason": "ya no la quiere"})
    again = await client.post(path, data={"reason": "otra vez"})

    assert (silent.status_code, told.status_code, again.status_code) == (422, 303, 409)
    assert (await InvoiceRequest.get(id=asked.id)).reason == "ya no la quiere"


async def test_a_key_that_the_office_chose_is_on_the_next_export(client: TestClient, now: datetime) -> None:
    await make_invoice(await paid(now), now=now)
    await sign_in(client, "office")

    wrong = await client.post("/oficina/facturas/claves", data={"product": "seat", "product_key": "1"})
    kept = await client.post(
        "/oficina/facturas/claves", data={"product": "", "product_key": "94101500", "tax_object": "exempt"}
    )
    shown = await client.get("/oficina/facturas/claves")
    await client.post("/oficina/facturas/entrega", data={"file_type": "csv"})
    file = await client.get("/oficina/facturas/entrega/1")

    assert (wrong.status_code, kept.status_code) == (422, 303)
    assert "94101500" in shown.text
    assert b",94101500," in file.content


async def test_the_form_of_a_released_order_says_that_it_cannot_be_invoiced(client: TestClient, now: datetime) -> None:
    order = await make_order(now=now)
    later = now + timedelta(hours=1)
    await Order.filter(id=order.id).update(status="released", released_at=later, closed_at=later)

    shown = await client.get(f"/recibo/{order.token}/factura")
    sent = await client.post(f"/recibo/{order.token}/factura", data=FORM)

    assert "Este pedido no se puede facturar." in shown.text
    assert sent.status_code == 409


async def test_a_company_abroad_sees_its_data_again_and_what_it_typed_wrong(client: TestClient) -> None:
    company = await make_company("Tucson Harness", country="US")
    await sign_in(client, "coordinator", f"company:{company.id}")
    path = f"/empresa/{company.slug}/datos-fiscales"

    wrong = await client.post(path, data={"is_foreign": "on", "legal_name": "", "tax_residence": "1"})
    sent = await client.post(path, data={"is_foreign": "on", "legal_name": "Tucson Harness LLC"})
    shown = await client.get(path)

    assert [wrong.status_code, sent.status_code, shown.status_code] == [422, 303, 200]
    assert 'value="TUCSON HARNESS LLC"' in shown.text
