"""A company's desk fetches the company's invoices without any order's link, and none of what its people do alone."""

from datetime import datetime

from events_app import app
from events_app.directory.models import Company
from events_app.fiscal.exports import export_ready
from events_app.fiscal.models import InvoiceRequest
from events_app.payments.models import Order
from events_app.registration.models import Registration
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.fiscal import make_invoice, receive
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_registration
from events_app.tests.fiscal.test_exports import stamp
from events_app.tests.fiscal.test_pages import sign_in
from events_app.tests.support.browser import TestClient


async def bought(company: Company, kind: str, number: str, now: datetime) -> Order:
    """An employee's own seat, paid, its company known and its invoice asked for under the company's RFC."""
    event, ticket = await make_event_with_seats(kind=kind, net=10_000)
    person = await make_employee(company, number, given=f"Ana{number}")
    seat = await make_registration(event, ticket, person, now=now, unit_net=10_000, total=11_600)
    found = await Registration.get(id=seat.registration_id)
    await Order.filter(id=found.order_id).update(company_id=company.id)
    return await receive(await Order.get(id=found.order_id), "116.00", now=now)


async def test_a_coordinator_fetches_the_companys_invoices_and_no_order_of_its_people_alone(
    db: str, client: TestClient, now: datetime
) -> None:
    app.wire()
    mine, other = await make_company("Kemper", rfc="EKU9003173C9"), await make_company("Otra")
    work, party = await bought(mine, "seminar", "1", now), await bought(mine, "social", "2", now)
    asked = [await make_invoice(each, now=now) for each in (work, party)]
    await export_ready(actor="test", now=now)
    for number, each in enumerate(asked, start=1):
        await stamp(each, number, "116.00")
    desk = f"/empresa/{mine.slug}"
    files = [f"{desk}/facturas/{each.folio}.xml" for each in asked]
    stranger = [(await client.get(files[0])).status_code]
    await sign_in(client, "coordinator", f"company:{other.id}")
    stranger += [(await client.get(path)).status_code for path in (files[0], files[0].replace(mine.slug, other.slug))]
    await sign_in(client, "coordinator", f"company:{mine.id}")

    shown = (await client.get(f"{desk}/datos-fiscales")).text
    fetched = [(await client.get(path)).status_code for path in (*files, files[0].replace(".xml", ".pdf"))]

    assert [path in shown for path in files] == [True, False]
    assert [each.token in shown for each in (work, party)] == [False, False]
    assert (fetched, stranger) == ([200, 404, 404], [303, 404, 404])
    assert await InvoiceRequest.filter(status="stamped").count() == 2
