"""What the accountant sends back: each UUID once, nothing dangerous opened, the doubtful left to a person."""

import io
import zipfile
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from events_app.core import jobs
from events_app.core.errors import Conflict
from events_app.core.tables import OutboxMessage
from events_app.fiscal import stamped
from events_app.fiscal.errors import OtherIssuer, OtherKind, OtherReceiver, OtherTotal
from events_app.fiscal.exports import export_ready
from events_app.fiscal.models import InvoiceRequest
from events_app.fiscal.paper_records import StampedXml
from events_app.fiscal.stamped import take_in
from events_app.payments.models import Order
from events_app.tests.factories.fiscal import make_invoice, receive, stamped_xml
from events_app.tests.factories.payments import make_order

PDF = b"%PDF-1.7\n%an invoice\n"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]><lolz>&lol3;</lolz>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


async def waiting(now: datetime, number: int = 1) -> tuple[Order, InvoiceRequest]:
    """An invoice that the accountant has."""
    order = await receive(await make_order(now=now, reference=f"seat:{number}"), "1080.00", now=now)
    asked = await make_invoice(order, now=now)
    await export_ready(actor="test", now=now)
    return order, asked


def packed(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return written.getvalue()


def damaged(how: int, start: int) -> bytes:
    """A ZIP that says it is one, and whose packed content is not what it was."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        archive.writestr("a.xml", "<a>" + "hola mundo" * 500)
    content = bytearray(written.getvalue())
    content[start : start + 25] = b"\xff" * 25
    return bytes(content)


async def taken(now: datetime, *uploads: tuple[str, bytes]) -> tuple[int, int, list[str]]:
    outcome = await take_in(uploads, actor="user:9", now=now)
    return outcome.matched, outcome.waiting, [code for _name, code in outcome.refused]


async def test_a_zip_of_xml_and_pdf_stamps_the_invoice_and_mails_both(db: str, now: datetime) -> None:
    _order, asked = await waiting(now)
    archive = packed(a__xml=stamped_xml(7, total="1080.00", folio=asked.folio[2:]), a__pdf=PDF)

    told = await taken(now, ("facturas.zip", archive))
    again = await taken(now, ("facturas.zip", archive))

    invoice = await InvoiceRequest.get(id=asked.id)
    [mail] = await OutboxMessage.filter(message="invoice_ready")
    assert (told, again) == ((1, 0, []), (0, 0, ["repeated", "unreadable"]))
    assert (invoice.status, invoice.uuid) == ("stamped", "00000000-0000-0000-0000-000000000007")
    assert mail.attachments == [f"file:{invoice.xml_id}", f"file:{invoice.pdf_id}"]
    assert (mail.address, mail.locale) == ("cuentas@kemper.example", "es-MX")
    await jobs.work_once(now)


async def test_a_pdf_that_comes_later_finds_its_invoice_by_the_folio(db: str, now: datetime) -> None:
    _order, asked = await waiting(now)
    await taken(now, ("a.xml", stamped_xml(7, total="1080.00", folio=asked.folio[2:])))

    told = await taken(now, (f"{asked.folio}.pdf", PDF))

    assert told == (0, 0, [])
    assert (await InvoiceRequest.get(id=asked.id)).pdf_id is not None


async def test_the_folio_of_the_order_is_reference_enough(db: str, now: datetime) -> None:
    order, asked = await waiting(now)

    told = await taken(now, ("a.xml", stamped_xml(7, total="1080.00", serie="A", folio="900", words=order.folio)))

    assert told == (1, 0, [])
    assert (await InvoiceRequest.get(id=asked.id)).status == "stamped"


async def test_an_xml_without_our_folio_waits_for_a_person_who_decides_once(db: str, now: datetime) -> None:
    _order, asked = await waiting(now)
    told = await taken(now, ("a.xml", stamped_xml(7, total="1080.00", serie="A", folio="900")))
    [kept] = await StampedXml.all()

    found = await stamped.candidates(kept.__dict__)
    await stamped.settle(kept.id, asked.id, note="por teléfono", actor="user:9", now=now)

    assert (told, kept.verdict, kept.because) == ((0, 1, []), "ambiguous", "no_reference")
    assert found.candidates == (asked.id,)
    assert (await InvoiceRequest.get(id=asked.id)).uuid == kept.uuid
    with pytest.raises(Conflict):
        await stamped.set_aside(kept.id, note="", actor="user:9", now=now)


@pytest.mark.parametrize(
    ("over", "because"),
    [
        ({"total": "1079.99"}, "differs"),
        ({"rfc": "CACX7605101P8"}, "differs"),
        ({"currency": "USD"}, "differs"),
        ({"issuer": "EKU9003173C9"}, "issuer"),
        ({"letter": "E"}, "nobody"),
    ],
)
async def test_nothing_is_stamped_when_one_of_the_three_differs(
    db: str, now: datetime, over: dict[str, Any], because: str
) -> None:
    _order, asked = await waiting(now)

    told = await taken(now, ("a.xml", stamped_xml(7, **{"total": "1080.00", "folio": asked.folio[2:]} | over)))

    [kept] = await StampedXml.all()
    assert (told, kept.because) == ((0, 1, []), because)
    assert (await InvoiceRequest.get(id=asked.id)).status == "exported"


@pytest.mark.parametrize(
    ("over", "note", "refusal"),
    [
        ({"issuer": "EKU9003173C9"}, "es la misma", OtherIssuer),
        ({"letter": "E"}, "es la misma", OtherKind),
        ({"total": "1079.99"}, "es la misma", OtherTotal),
        ({"currency": "USD"}, "es la misma", OtherTotal),
        ({"rfc": "CACX7605101P8"}, " ", OtherReceiver),
        ({"rfc": "CACX7605101P8"}, "corrigió su RFC por teléfono", None),
    ],
)
async def test_a_person_settles_another_receiver_with_a_note_and_never_other_money(
    db: str, now: datetime, over: dict[str, Any], note: str, refusal: type[Exception] | None
) -> None:
    _order, asked = await waiting(now)
    await taken(now, ("a.xml", stamped_xml(7, **{"total": "1080.00", "folio": asked.folio[2:]} | over)))
    [kept] = await StampedXml.all()

    with pytest.raises(refusal) if refusal else nullcontext():
        await stamped.settle(kept.id, asked.id, note=note, actor="user:9", now=now)

    assert (await InvoiceRequest.get(id=asked.id)).status == ("exported" if refusal else "stamped")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bomb.xml", BOMB, "dangerous"),
        ("outside.xml", OUTSIDE, "dangerous"),
        ("text.xml", b"hola", "unreadable"),
        ("empty.xml", b"", "unreadable"),
        ("other.xml", b"<a/>", "unreadable"),
        ("old.xml", stamped_xml(1, total="1").replace(b'"4.0"', b'"3.3"'), "unreadable"),
        ("plain.xml", stamped_xml(1, total="1").replace(b"UUID", b"Otro"), "unstamped"),
        ("money.xml", stamped_xml(1, total="1e999999999"), "unreadable"),
        ("long.xml", b"<a>" + b"x" * 2_000_001 + b"</a>", "too_large"),
        ("deep.xml", b"<a>" * 200_000, "unreadable"),
        ("broken.zip", b"PK\x03\x04nothing", "unreadable"),
        ("wet.zip", damaged(zipfile.ZIP_DEFLATED, 35), "unreadable"),
        ("torn.zip", damaged(zipfile.ZIP_LZMA, 45), "unreadable"),
        ("odd.zip", packed(ñ__xml=b"<a/>").replace("ñ".encode(), b"\xff\xfe"), "unreadable"),
        ("path.xml", stamped_xml(1, total="1").replace(str(UUID(int=1)).encode(), b"../" * 12), "unstamped"),
        ("bomb.zip", packed(**{f"a{number}__xml": b"0" * 1_900_000 for number in range(32)}), "too_large"),
        ("inside.zip", packed(a__xml=BOMB), "dangerous"),
    ],
)
async def test_what_is_not_a_stamped_cfdi_is_refused_by_name(
    db: str, now: datetime, name: str, content: bytes, code: str
) -> None:
    told = await taken(now, (name, content))

    assert told == (0, 0, [code])
    assert await StampedXml.all().count() == 0


async def test_two_invoices_of_one_company_and_amount_are_told_apart_by_their_folios(db: str, now: datetime) -> None:
    (_one, first), (_two, second) = await waiting(now, 1), await waiting(now, 2)

    told = await taken(
        now,
        ("b.xml", stamped_xml(8, total="1080.00", folio=second.folio[2:])),
        ("a.xml", stamped_xml(7, total="1080.00", folio=first.folio[2:])),
    )

    assert told == (2, 0, [])
    assert [each.uuid[-1:] for each in await InvoiceRequest.all().order_by("id") if each.uuid] == ["7", "8"]
