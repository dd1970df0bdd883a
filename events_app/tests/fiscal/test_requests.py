"""Asking for an invoice: once a sale, with the data typed once, and never behind the accountant's back."""

from datetime import datetime, timedelta

import pytest

from events_app.core.errors import IllegalMove
from events_app.fiscal import follow, queries, services
from events_app.fiscal.engine.receiver import Receiver, foreigner
from events_app.fiscal.errors import AlreadyStamped, InTheGlobalInvoice, NothingToInvoice, WithTheAccountant
from events_app.fiscal.exports import export_month, export_ready
from events_app.fiscal.models import FiscalProfile, InvoiceRequest
from events_app.fiscal.stamped import take_in
from events_app.payments.models import Order
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.fiscal import KEMPER, addressee, make_invoice, receive, stamped_xml
from events_app.tests.factories.payments import make_order

XOCHILT = Receiver("CACX7605101P8", "XOCHILT CASAS CHAVEZ", "36257", "612", "G03")


async def test_asking_twice_corrects_the_one_request_until_the_accountant_has_it(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)

    first = await make_invoice(order, now=now)
    again = await make_invoice(order, now=now, receiver=XOCHILT)
    await export_ready(actor="test", now=now)

    assert (first.id, first.folio, first.total) == (again.id, again.folio, 108_000)
    assert (again.rfc, again.status) == ("CACX7605101P8", "requested")
    with pytest.raises(WithTheAccountant):
        await make_invoice(order, now=now)
    await services.take_back(first.id, reason="RFC equivocado", actor="test", now=now)
    assert (await make_invoice(order, now=now)).rfc == "EKU9003173C9"


async def test_a_stamped_invoice_is_corrected_only_by_the_office(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)
    await export_ready(actor="test", now=now)

    await take_in([("a.xml", stamped_xml(1, total="1080.00", folio=asked.folio[2:]))], actor="test", now=now)

    with pytest.raises(AlreadyStamped):
        await make_invoice(order, now=now)
    with pytest.raises(IllegalMove):
        await services.take_back(asked.id, reason="tarde", actor="test", now=now)


async def test_the_companys_own_rfc_becomes_its_profile_when_it_says_so_itself_and_an_employees_never_does(
    db: str, now: datetime
) -> None:
    company = await make_company("Kemper", rfc="EKU9003173C9")
    orders = [await make_order(now=now, reference=f"seat:{number}") for number in (1, 2, 3)]
    await Order.all().update(company_id=company.id)

    await make_invoice(orders[0], now=now, receiver=XOCHILT, for_company=True)
    await make_invoice(orders[1], now=now)
    alone = await FiscalProfile.filter(company_id=company.id).count()
    await make_invoice(orders[1], now=now, for_company=True)
    third = await queries.beginning(await Order.get(id=orders[2].id))

    assert alone == 0
    assert (third["rfc"], third["legal_name"], third["postal_code"]) == ("EKU9003173C9", KEMPER.legal_name, "42501")
    await make_invoice(orders[2], now=now, receiver=XOCHILT)
    assert (await FiscalProfile.get(company_id=company.id)).rfc == "EKU9003173C9"


async def test_a_company_abroad_is_invoiced_under_the_generic_rfc(db: str, now: datetime) -> None:
    order = await make_order(now=now, currency="USD")

    asked = await make_invoice(
        order, now=now, receiver=foreigner("Desert Tooling LLC", tax_residence="USA", tax_id="86-1")
    )

    assert (asked.rfc, asked.regime, asked.cfdi_use, asked.legal_name) == (
        "XEXX010101000", "616", "S01", "DESERT TOOLING LLC",
    )  # fmt: skip


async def test_an_invoice_before_payment_is_for_companies_alone(db: str, now: datetime) -> None:
    company = await make_company("Kemper", rfc="EKU9003173C9")
    theirs, single = await make_order(now=now), await make_order(now=now, reference="seat:2")
    await Order.filter(id=theirs.id).update(company_id=company.id)

    early = [await make_invoice(order, now=now, early=True) for order in (theirs, single)]

    assert [each.before_payment for each in early] == [True, False]
    assert await queries.ready() == [early[0].id]


async def test_a_released_order_cannot_be_invoiced_and_its_request_is_withdrawn(db: str, now: datetime) -> None:
    order = await make_order(now=now)
    asked = await make_invoice(order, now=now)
    await Order.filter(id=order.id).update(status="released", released_at=now, closed_at=now)

    await follow.follow_up(now)

    assert (await InvoiceRequest.get(id=asked.id)).status == "cancelled"
    with pytest.raises(NothingToInvoice):
        await make_invoice(order, now=now)


async def test_a_sale_in_the_global_invoice_is_not_invoiced_again(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    later = now + timedelta(days=15)

    await export_month("2026-11", actor="test", now=later)

    with pytest.raises(InTheGlobalInvoice):
        await make_invoice(order, now=later)
    covered = await InvoiceRequest.get(kind="global")
    await services.cancel_invoice(covered.id, reason="pidió la suya", actor="test", now=later)
    assert (await make_invoice(order, now=later)).status == "requested"


async def test_the_same_addressee_keeps_the_number_of_the_purchase_order(db: str, now: datetime) -> None:
    order = await make_order(now=now)

    made = await services.request_invoice(order.id, addressee(oc="OC-4471"), actor="test", now=now)

    assert made.purchase_order == "OC-4471"
