"""A seat that waits for an answer: approved, declined, lapsed, or paid by the company."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.checkin.engine.rules import Door, Ticket, refusal
from events_app.core import jobs
from events_app.core.access import Grant, Role
from events_app.core.money import Money
from events_app.core.tables import OutboxMessage
from events_app.directory.models import Company, Person
from events_app.events.models import Event, TicketType
from events_app.payments.models import Order
from events_app.registration import company_pays, decisions, group_changes, lifecycle, queries
from events_app.registration import jobs as room
from events_app.registration.engine.company_limits import Refusal
from events_app.registration.engine.wanted import Applicant
from events_app.registration.errors import OverCompanyLimit
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.group_writes import Comer
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.registration.question_records import Approval, CompanyRequest
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
)
from events_app.tests.support.day import NOW
from events_app.tests.support.overtaking import overtaken

DUE = NOW + timedelta(days=3)
LATE = DUE + timedelta(minutes=1)
BOSS = Who("user:7", name="Norma", email="norma@plant.mx")


async def world(net: int = 0, seats: int = 5) -> tuple[Event, TicketType, Company, Person]:
    event, ticket_type = await make_event_with_seats(seats, net=net)
    plant = await make_plant()
    return event, ticket_type, plant, await make_employee(plant, email="lupe@plant.mx")


async def requested(
    event: Event, ticket_type: TicketType, person: Person, company: Company | None = None, *, net: int = 0,
    **over: Any,
) -> Registration:  # fmt: skip
    applicant = Applicant(
        name=person.full_name, person_id=person.id, email=person.email,
        company_id=company.id if company else None, verified_by="directory",
    )  # fmt: skip
    price = {"unit_net": net, "total": net + net * 16 // 100}
    asked: dict[str, Any] = {"applicant": applicant, "answer_by": DUE} | price | over
    receipt = await make_registration(event, ticket_type, person, **asked)
    return await Registration.get(id=receipt.registration_id)


async def state(registration: Registration) -> tuple[str, int]:
    """Its status, and the seats that its event counts."""
    found = await Registration.get(id=registration.id).select_related("event")
    return str(found.status), found.event.taken


@pytest.fixture(autouse=True)
def _worker() -> None:
    jobs.register(room.JOBS)


async def mailed() -> list[tuple[str, str]]:
    await jobs.work_once(NOW)
    return [(each.message, each.address) for each in await OutboxMessage.all().order_by("id")]


async def test_a_requested_seat_is_taken_and_costs_nothing_until_it_is_approved(db: None) -> None:
    event, ticket_type, _plant, person = await world(net=10_000)

    asked = await requested(event, ticket_type, person, net=10_000, needs_approval=True)

    assert await state(asked) == ("requested", 1)
    assert (asked.total, asked.order_id, asked.hold_expires_at) == (11_600, None, DUE)
    assert await Order.all().count() == 0
    assert await mailed() == [("approval_requested", "lupe@plant.mx")]


async def test_an_approved_seat_that_costs_is_held_until_its_pay_by_date_at_the_frozen_price(db: None) -> None:
    event, ticket_type, _plant, person = await world(net=10_000)
    asked = await requested(event, ticket_type, person, net=9_000, needs_approval=True)

    decided = await decisions.approve([asked.id], actor="user:1", now=NOW)

    found = await Registration.get(id=asked.id).select_related("order")
    assert found.order is not None
    assert decided == decisions.Decided(1, 1)
    assert (str(found.status), found.total, found.order.total) == ("held", 10_440, 10_440)
    # 20 November in Hermosillo, and three days more to its last second.
    assert found.hold_expires_at == datetime.fromisoformat("2026-11-23T23:59:59-07:00")
    assert found.order.hold_expires_at == found.hold_expires_at
    assert ("approved", "lupe@plant.mx") in await mailed()


async def test_an_approved_seat_without_cost_is_confirmed(db: None) -> None:
    event, ticket_type, _plant, person = await world()
    asked = await requested(event, ticket_type, person, needs_approval=True)

    await decisions.approve([asked.id], actor="user:1", now=NOW)

    assert await state(asked) == ("confirmed", 1)
    assert ("ticket", "lupe@plant.mx") in await mailed()


async def test_a_declined_seat_goes_back_and_its_person_reads_why(db: None) -> None:
    event, ticket_type, _plant, person = await world()
    asked = await requested(event, ticket_type, person, needs_approval=True)

    await decisions.decline([asked.id], reason="Cupo para gerencias", actor="user:1", now=NOW)

    assert await state(asked) == ("cancelled", 0)
    assert ("declined", "lupe@plant.mx") in await mailed()
    letter = await OutboxMessage.get(message="declined")
    assert letter.context["approval_reason"] == "Cupo para gerencias"


async def test_a_request_that_nobody_answers_lapses_by_itself(db: None) -> None:
    event, ticket_type, _plant, person = await world()
    asked = await requested(event, ticket_type, person, needs_approval=True)

    early, late = await decisions.lapse_due(DUE - timedelta(seconds=1)), await decisions.lapse_due(DUE)

    assert (early, late) == (0, 1)
    assert await state(asked) == ("expired", 0)
    assert (await Approval.get(registration_id=asked.id)).status == "lapsed"


async def test_approving_twice_at_once_opens_one_order(db: None) -> None:
    event, ticket_type, _plant, person = await world(net=10_000)
    asked = await requested(event, ticket_type, person, net=10_000, needs_approval=True)

    both = await asyncio.gather(*(decisions.approve([asked.id], actor=f"user:{each}", now=NOW) for each in range(4)))

    assert sum(each.done for each in both) == 1
    assert await Order.all().count() == 1
    assert await state(asked) == ("held", 1)


async def test_an_approval_and_its_lapse_at_once_end_in_one_of_the_two(db: None) -> None:
    event, ticket_type, plant, _person = await world(seats=20)
    people = [await make_employee(plant, number=str(each), given=f"Ana {each}") for each in range(8)]
    asked = [await requested(event, ticket_type, each, needs_approval=True) for each in people]
    just_before = DUE - timedelta(seconds=1)

    await asyncio.gather(
        *(decisions.approve([each.id], actor="user:1", now=just_before) for each in asked),
        *(decisions.lapse_due(LATE) for _each in range(3)),
    )

    approvals = {each.registration_id: str(each.status) for each in await Approval.all()}
    ended = {"approved": "confirmed", "lapsed": "expired"}
    confirmed = 0
    for each in asked:
        status, taken = await state(each)
        assert status == ended[approvals[each.id]]
        confirmed += status == "confirmed"
    assert taken == confirmed


async def test_the_company_pays_for_several_with_one_order(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    other = await make_employee(plant, number="77", given="Ana", email="ana@plant.mx")
    asked = [
        await requested(event, ticket_type, each, plant, net=10_000, company_pays=True) for each in (person, other)
    ]

    answered = await company_pays.approve(plant.id, [each.id for each in asked], who=BOSS, now=NOW)

    group = await RegistrationGroup.all().select_related("order").get()
    assert group.order is not None
    assert (answered.done, answered.group_ids) == (2, (group.id,))
    assert (group.order.total, group.order.company_id, group.order.reference) == (23_200, plant.id, f"group:{group.id}")
    assert [await state(each) for each in asked] == [("held", 2)] * 2
    assert await Registration.filter(group_id=group.id).count() == 2
    assert ("company_request_decided", "ana@plant.mx") in await mailed()


async def test_two_coordinators_at_once_make_one_order_for_each_person(db: None) -> None:
    event, ticket_type, plant, _person = await world(net=10_000, seats=20)
    people = [await make_employee(plant, number=str(each), given=f"Ana {each}") for each in range(6)]
    asked = [await requested(event, ticket_type, each, plant, net=10_000, company_pays=True) for each in people]
    ids = [each.id for each in asked]

    await asyncio.gather(
        company_pays.approve(plant.id, ids[:4], who=BOSS, now=NOW),
        company_pays.approve(plant.id, ids[2:], who=Who("user:8"), now=NOW),
        company_pays.decline(plant.id, ids[3:5], reason="no", actor="user:9", now=NOW),
    )

    orders = await Order.all()
    held = await Registration.filter(status="held").count()
    declined = await Registration.filter(status="cancelled").count()
    assert held + declined == 6
    assert sum(each.total for each in orders) == held * 11_600
    assert (await Event.get(id=event.id)).taken == held


async def test_another_company_can_answer_nothing(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    other = await make_plant("Moldes del Norte")
    asked = await requested(event, ticket_type, person, plant, net=10_000, company_pays=True)

    approved = await company_pays.approve(other.id, [asked.id], who=BOSS, now=NOW)
    declined = await company_pays.decline(other.id, [asked.id], reason="no", actor="user:9", now=NOW)

    assert (approved.done, declined.done) == (0, 0)
    assert await state(asked) == ("requested", 1)


async def test_the_limits_of_the_company_hold_for_a_person_and_for_an_event(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    others = [await make_employee(plant, number=str(each), given=f"Ana {each}") for each in range(2)]
    asked = [
        await requested(event, ticket_type, each, plant, net=10_000, company_pays=True) for each in (person, *others)
    ]
    ids = [each.id for each in asked]
    await company_pays.set_limits(
        plant.id, per_person=Money(11_600), per_event=Money(23_200), currency="MXN", actor="user:7", now=NOW
    )

    with pytest.raises(OverCompanyLimit):
        await company_pays.approve(plant.id, ids, who=BOSS, now=NOW)
    two = await company_pays.approve(plant.id, ids[:2], who=BOSS, now=NOW)
    with pytest.raises(OverCompanyLimit):
        await company_pays.approve(plant.id, ids[2:], who=BOSS, now=NOW)
    refused = await company_pays.refusal(plant.id, event, Money(11_601))

    assert two.done == 2
    assert [(await state(each))[0] for each in asked] == ["held", "held", "requested"]
    assert refused == Refusal("person", Money(11_600), Money(11_601))


async def test_a_limit_that_one_event_passes_leaves_those_of_the_others_unanswered(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    other, other_type = await make_event_with_seats(5, net=50_000)
    asked = [
        await requested(event, ticket_type, person, plant, net=10_000, company_pays=True),
        await requested(other, other_type, person, plant, net=50_000, company_pays=True),
    ]
    await company_pays.set_limits(
        plant.id, per_person=Money(20_000), per_event=None, currency="MXN", actor="user:7", now=NOW
    )

    with pytest.raises(OverCompanyLimit):
        await company_pays.approve(plant.id, [each.id for each in asked], who=BOSS, now=NOW)

    assert [(await state(each))[0] for each in asked] == ["requested", "requested"]
    assert await Order.all().count() == 0


async def test_what_the_organiser_must_approve_reaches_the_company_only_afterwards(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    both = {"needs_approval": True, "company_pays": True}
    asked = await requested(event, ticket_type, person, plant, net=10_000, **both)

    early = await company_pays.approve(plant.id, [asked.id], who=BOSS, now=NOW)
    await decisions.approve([asked.id], actor="user:1", now=NOW + timedelta(days=1))
    found = await CompanyRequest.get(registration_id=asked.id)
    after = await company_pays.approve(plant.id, [asked.id], who=BOSS, now=NOW + timedelta(days=1))

    assert (early.done, after.done) == (0, 1)
    # Three working days from Saturday the 21st: Monday, Tuesday, Wednesday at six.
    assert found.hold_until == datetime.fromisoformat("2026-11-25T18:00:00-07:00")
    assert (await state(asked))[0] == "held"


async def test_somebody_who_waits_for_the_company_may_pay_alone(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    asked = await requested(event, ticket_type, person, plant, net=10_000, company_pays=True)

    token = await company_pays.pay_myself(asked.id, now=NOW)
    late = await company_pays.approve(plant.id, [asked.id], who=BOSS, now=NOW)

    order = await Order.get()
    assert (order.token, order.total, late.done) == (token, 11_600, 0)
    assert (await CompanyRequest.get(registration_id=asked.id)).status == "withdrawn"


async def test_a_seat_given_up_needs_no_answer_any_more(db: None) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    asked = await requested(event, ticket_type, person, plant, net=10_000, company_pays=True)

    given_back = await lifecycle.ask_to_cancel(asked.id, actor="ticket", reason="", now=NOW)

    assert given_back
    assert await state(asked) == ("cancelled", 0)
    assert (await CompanyRequest.get(registration_id=asked.id)).status == "withdrawn"


async def test_only_a_vouched_employee_of_a_company_with_a_coordinator_may_ask(db: None) -> None:
    plant, nobody = await make_plant(), await make_plant("Moldes del Norte")
    await make_user(roles=(Grant(Role.COORDINATOR, f"company:{plant.id}"),))

    def found(company: Company, verified_by: str) -> Applicant:
        return Applicant("Ana", company_id=company.id, verified_by=verified_by)

    asked = [(plant, "directory"), (plant, "domain"), (plant, ""), (nobody, "directory")]
    answers = [await company_pays.may_ask(found(*each), now=NOW) for each in asked]

    assert answers == [True, False, False, False]


async def test_the_door_takes_a_requested_seat_for_not_approved_yet(db: None) -> None:
    event, ticket_type, _plant, person = await world()
    asked = await requested(event, ticket_type, person, needs_approval=True)

    credential = await queries.credential_by_id(asked.id)

    assert credential is not None
    verdict = refusal(Ticket(credential.status, "General"), Door(), NOW)
    assert verdict is not None
    assert verdict.verdict == "unapproved"


async def test_a_company_that_agrees_to_pay_and_exchanges_a_name_at_once_does_both(db: str) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    other = await make_employee(plant, "5", given="Rosa")
    seated = await requested(event, ticket_type, other, plant, net=10_000, company_pays=True)
    await company_pays.approve(plant.id, [seated.id], who=BOSS, now=NOW)
    asked = await requested(event, ticket_type, person, plant, net=10_000, company_pays=True)
    comer = Comer(1, (await make_employee(plant, "6", given="Iris")).id, {})

    ended = await overtaken(
        db,
        company_pays.approve(plant.id, [asked.id], who=BOSS, now=NOW),
        group_changes.substitute(seated.id, plant.id, comer, who=BOSS, locale="es-MX", now=NOW),
        locks=("SELECT id FROM events FOR UPDATE",),
    )

    assert [each for each in ended if isinstance(each, Exception)] == []
    assert (await state(asked))[0] == "held"
