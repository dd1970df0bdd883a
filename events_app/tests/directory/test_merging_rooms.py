"""A merge takes along what the other rooms keep about the two entries, and says what stands in its way."""

from datetime import date, datetime, timedelta

import pytest

from events_app.accounts.models import RoleGrant, User
from events_app.accounts.scopes import scope_groups
from events_app.core.access import Grant, Role
from events_app.core.errors import CannotMerge
from events_app.core.tokens import digest
from events_app.directory import merging
from events_app.directory.kinds import MergeKind
from events_app.directory.models import Employment, Merge, Person
from events_app.events.models import EventInvitation
from events_app.payments.models import Order
from events_app.registration.models import EmailProof, Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company, make_employee, make_person
from events_app.tests.factories.events import make_event
from events_app.tests.factories.payments import make_order
from events_app.tests.factories.registration import make_event_with_seats, make_registration, make_type

DAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("db", "app")


async def merge(kind: MergeKind, kept: int, absorbed: int, now: datetime) -> Merge:
    return await merging.merge(kind, kept, absorbed, {}, actor="user:1", now=now, today=DAY)


async def live_registration(
    event_id: int, ticket_type_id: int, person: Person, folio: str, status: str
) -> Registration:
    return await Registration.create(
        event_id=event_id, ticket_type_id=ticket_type_id, person_id=person.id, status=status, folio=folio,
        code_hash=digest(folio), audience="public",
    )  # fmt: skip


async def test_every_table_that_refers_to_a_company_or_a_person_says_how_it_moves() -> None:
    assert await merging.unregistered() == []


async def test_two_companies_become_one_and_no_reference_of_any_room_is_lost(now: datetime) -> None:
    kept, gone = await make_company("Bravo"), await make_company("Bravo dos")
    job = await make_employee(gone, "12")
    event, kind = await make_event_with_seats(5)
    order = await make_order(now=now)
    await Order.filter(id=order.id).update(company_id=gone.id)
    seat = await live_registration(event.id, kind.id, await job.person, "C 1", "confirmed")
    await Registration.filter(id=seat.id).update(company_id=gone.id, order_id=order.id)
    await EventInvitation.create(event=event, company=gone)
    await EmailProof.create(
        token_hash=digest("t"), code_hash=digest("c"), email="a@bravo.example", event=event, company=gone,
        expires_at=now + timedelta(minutes=10),
    )  # fmt: skip

    record = await merge(MergeKind.COMPANY, kept.id, gone.id, now)

    assert {table: moved for table, moved in record.moved.items() if moved} == {
        "employments": 1, "event_invitations": 1, "orders": 1, "registrations": 1, "email_proofs": 1,
    }  # fmt: skip
    for model in (Employment, Order, Registration, EventInvitation, EmailProof):
        assert await model.all().values_list("company_id", flat=True) == [kept.id]


async def test_two_people_become_one_with_their_seats_orders_and_keys(now: datetime) -> None:
    kept, gone = await make_person(), await make_person("Iñaki B.")
    event, kind = await make_event_with_seats(5, net=100_000)
    paid = await make_registration(event, kind, gone, unit_net=100_000, total=116_000)
    before = await Registration.all().values("id", "folio", "code_hash", "order_id", "total", "status")
    user = await make_user()
    await User.filter(id=user.id).update(person_id=gone.id)

    await merge(MergeKind.PERSON, kept.id, gone.id, now)

    assert paid.registration_id == before[0]["id"]
    assert await Registration.all().values("id", "folio", "code_hash", "order_id", "total", "status") == before
    assert await Registration.get().values_list("person_id", flat=True) == kept.id
    assert (await User.get(id=user.id)).person_id == kept.id


async def test_two_live_seats_at_one_event_are_named_and_nothing_is_merged(now: datetime) -> None:
    kept, gone = await make_person(), await make_person()
    event, kind = await make_event_with_seats(5, title_es="Torneo de golf")
    other = await make_type(event, name="Otro")
    await live_registration(event.id, kind.id, kept, "C 1", "confirmed")
    await live_registration(event.id, other.id, gone, "C 2", "confirmed")

    with pytest.raises(CannotMerge) as refused:
        await merge(MergeKind.PERSON, kept.id, gone.id, now)

    assert refused.value.text == (
        "Las dos fichas tienen lugar en «Torneo de golf», con los folios C 1 y C 2. "
        "Cancela el que sobra y vuelve a unirlas."
    )
    assert await Registration.filter(person_id=gone.id).count() == 1
    assert (await Person.get(id=gone.id)).merged_into_id is None


async def test_a_cancelled_seat_does_not_stand_in_the_way(now: datetime) -> None:
    kept, gone = await make_person(), await make_person()
    event, kind = await make_event_with_seats(5)
    await live_registration(event.id, kind.id, kept, "C 1", "cancelled")
    await live_registration(event.id, kind.id, gone, "C 2", "confirmed")

    await merge(MergeKind.PERSON, kept.id, gone.id, now)

    assert await Registration.filter(person_id=kept.id).count() == 2


async def test_two_invitations_to_one_event_become_one(now: datetime) -> None:
    kept, gone = await make_company("Bravo"), await make_company("Bravo dos")
    both, only = await make_event(), await make_event()
    for event, company in ((both, kept), (both, gone), (only, gone)):
        await EventInvitation.create(event=event, company=company)

    await merge(MergeKind.COMPANY, kept.id, gone.id, now)

    left = await EventInvitation.all().order_by("event_id").values_list("event_id", "company_id")
    assert left == [(both.id, kept.id), (only.id, kept.id)]


async def test_who_coordinated_either_company_coordinates_the_one_that_stays(now: datetime) -> None:
    kept, gone = await make_company("Bravo"), await make_company("Bravo dos")
    both = await make_user(roles=(Grant(Role.COORDINATOR, f"company:{kept.id}"),))
    first = await RoleGrant.get(user_id=both.id)
    await RoleGrant.filter(id=first.id).update(ends_on=date(2027, 1, 31))
    for user_id in (both.id, (await make_user()).id):
        await RoleGrant.create(
            user_id=user_id, role=Role.COORDINATOR, scope=f"company:{gone.id}", starts_on=first.starts_on,
            ends_on=date(2027, 6, 30), granted_by="user:1",
        )  # fmt: skip

    await merge(MergeKind.COMPANY, kept.id, gone.id, now)

    grants = await RoleGrant.all().order_by("id").values_list("scope", "ends_on", "ended_by")
    assert grants == [
        (f"company:{kept.id}", date(2027, 6, 30), ""),
        (f"company:{kept.id}", date(2027, 6, 30), "system"),
        (f"company:{kept.id}", date(2027, 6, 30), ""),
    ]


async def test_a_role_may_be_limited_to_a_company_an_event_or_a_committee() -> None:
    company, event = await make_company("Bravo"), await make_event("Foro")

    groups = {group.title: group.options for group in await scope_groups()}

    assert groups == {
        "Empresa": ((f"company:{company.id}", "Bravo"),),
        "Evento": ((f"event:{event.id}", "Foro · 21 ene 2027"),),
        "Comité": (),
    }
