"""What proves the company: the mailed code, the coordinator's word; and nothing else."""

from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.tables import OutboxMessage
from events_app.events.models import Event, Price
from events_app.registration.models import EmailProof, Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_plant, make_tax_rule
from events_app.tests.registration.walking import confirm, hidden, open_event
from events_app.tests.support.browser import TestClient

NAMED = {
    "step": "person",
    "given_name": "Ana",
    "paternal_surname": "Cota",
    "company": "arneses-del-desierto",
    "email": "ana@arneses.example",
}


async def priced_event() -> Event:
    """$232.00 for the public, $116.00 for members."""
    event, ticket_type = await open_event()
    await make_tax_rule()
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=20_000)
    await Price.create(ticket_type=ticket_type, audience="member", net_amount=10_000)
    return event


async def asked_code(client: TestClient, path: str) -> tuple[dict[str, str], str]:
    """The fields of the page that asks for the code, and the six digits of the mail."""
    shown = await client.post(path, data=NAMED)
    sent = await OutboxMessage.filter(message="company_code").order_by("-id").first()
    assert sent is not None
    digits = str(sent.context["code"])
    assert digits not in shown.text
    return {"step": "code", "who": hidden(shown.text, "who"), "proof": hidden(shown.text, "proof")}, digits


async def test_the_right_code_gives_the_members_price(client: TestClient) -> None:
    event = await priced_event()
    await make_plant(domains=["arneses.example"])
    path = f"/eventos/{event.slug}/registro"

    fields, digits = await asked_code(client, path)
    proved = await client.post(path, data=fields | {"code": f"{digits[:3]} {digits[3:]}"})
    await client.post(path, data=confirm(proved.text))

    found = await Registration.get(event_id=event.id)
    assert (found.total, found.audience, found.verified_by) == (11_600, "member", "domain")


async def test_a_wrong_code_keeps_the_step_and_the_sixth_try_is_refused_even_when_right(client: TestClient) -> None:
    event = await priced_event()
    await make_plant(domains=["arneses.example"])
    path = f"/eventos/{event.slug}/registro"
    fields, digits = await asked_code(client, path)
    wrong = "000000" if digits != "000000" else "111111"

    tries = [await client.post(path, data=fields | {"code": wrong}) for _ in range(5)]
    late = await client.post(path, data=fields | {"code": digits})

    assert [each.status_code for each in [*tries, late]] == [422] * 6
    assert f'value="{wrong}"' in tries[0].text
    assert (await EmailProof.get(email="ana@arneses.example")).proved_at is None


async def test_an_expired_code_or_one_for_another_event_proves_nothing(client: TestClient) -> None:
    event, other = await priced_event(), await priced_event()
    await make_plant(domains=["arneses.example"])
    path = f"/eventos/{event.slug}/registro"
    fields, digits = await asked_code(client, path)
    elsewhere, _ = await asked_code(client, f"/eventos/{other.slug}/registro")

    foreign = await client.post(
        f"/eventos/{other.slug}/registro", data=elsewhere | {"proof": fields["proof"], "code": digits}
    )
    await EmailProof.all().update(expires_at=clock.now() - timedelta(seconds=1))
    expired = await client.post(path, data=fields | {"code": digits})

    assert (foreign.status_code, expired.status_code) == (422, 422)


async def test_going_on_without_the_code_pays_the_public_price(client: TestClient) -> None:
    event = await priced_event()
    await make_plant(domains=["arneses.example"])
    path = f"/eventos/{event.slug}/registro"
    fields, _ = await asked_code(client, path)

    skipped = await client.post(path, data=fields | {"skip": "1"})
    await client.post(path, data=confirm(skipped.text))

    found = await Registration.get(event_id=event.id)
    assert (found.total, found.audience, found.verified_by) == (23_200, "public", "")


@pytest.mark.parametrize(("own", "total"), [(True, 11_600), (False, 23_200)])
async def test_a_coordinators_word_holds_for_the_own_company_only(client: TestClient, own: bool, total: int) -> None:
    event = await priced_event()
    plant, other = await make_plant(), await make_plant("Otra Planta")
    scope = f"company:{(plant if own else other).id}"
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, scope),)))
    path = f"/eventos/{event.slug}/registro"

    shown = await client.post(path, data=NAMED)
    await client.post(path, data=confirm(shown.text))

    found = await Registration.get(event_id=event.id)
    assert (found.total, found.verified_by) == (total, "coordinator" if own else "")


async def test_a_fourth_code_to_one_address_within_ten_minutes_is_refused(client: TestClient) -> None:
    event = await priced_event()
    await make_plant(domains=["arneses.example"])

    answers = [await client.post(f"/eventos/{event.slug}/registro", data=NAMED) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert await OutboxMessage.filter(message="company_code").count() == 3
