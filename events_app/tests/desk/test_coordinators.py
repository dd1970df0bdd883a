"""Who coordinates a company: somebody always does."""

import asyncio

from events_app.accounts.models import RoleGrant
from events_app.app import wire
from events_app.core import clock, jobs
from events_app.core.access import Actor, Grant, Role
from events_app.core.tables import OutboxMessage
from events_app.desk import services
from events_app.desk.models import AskedFor, CoordinatorRequest
from events_app.directory.models import Company
from events_app.registration import group_changes
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import actor_of, make_user
from events_app.tests.factories.desk import make_desk, people
from events_app.tests.support.browser import TestClient


async def test_of_two_coordinators_who_leave_at_once_one_stays(db: str) -> None:
    world = await make_desk()
    other = await make_user("Olga Tánori", roles=[Grant(Role.COORDINATOR, f"company:{world.company.id}")])

    ended = await asyncio.gather(
        *(
            services.step_down(world.company, Actor(user_id=each.id), now=clock.now())
            for each in (world.coordinator, other)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in ended) == ["LastCoordinator", "NoneType"]
    assert await RoleGrant.filter(role=Role.COORDINATOR, ended_at=None).count() == 1


async def test_whoever_asked_and_whoever_is_named_read_the_answer_in_their_own_language(client: TestClient) -> None:
    world = await make_desk()
    named = await make_user("Karen Young", email="karen@arneses.example", locale="en")
    office = await make_user("Oficina", roles=[Role.OFFICE])
    await client.sign_in(world.coordinator)
    for kind, name, email in (("second", "Omar Ruiz", "omar@x.example"), ("handover", named.name, named.email)):
        await client.post(f"{world.home}/coordinadores", data={"kind": kind, "name": name, "email": email})
    first, second = await CoordinatorRequest.all().order_by("id")
    await client.sign_in(office)

    refused = {"answer": "decline", "reason": "No trabaja ahí."}
    await client.post(f"/oficina/coordinadores/{first.id}", data=refused)
    await client.post(f"/oficina/coordinadores/{second.id}", data={"answer": "approve"})

    sent = [(each.message, each.address, each.locale) for each in await OutboxMessage.all().order_by("id")]
    declined, answered = await OutboxMessage.filter(message="coordinator_answered").order_by("id")
    asker = world.coordinator.email
    assert sent == [
        ("coordinator_answered", asker, "es-MX"),
        ("coordinator_named", "karen@arneses.example", "en"),
        ("coordinator_answered", asker, "es-MX"),
    ]
    assert (declined.context["approved"], declined.context["reason"]) == (False, "No trabaja ahí.")
    assert (answered.context["handed_over"], answered.context["person"]) == (True, "Karen Young")


async def test_somebody_new_in_arizona_is_invited_in_english(db: str) -> None:
    world = await make_desk()
    await Company.filter(id=world.company.id).update(country="US")
    office = actor_of(await make_user("Oficina"), Role.OFFICE)
    who = Actor(user_id=world.coordinator.id)
    asked = await services.ask(
        world.company, kind=AskedFor.SECOND, name="Ann Lee", email="ann@az.example", actor=who, now=clock.now()
    )

    await services.decide(asked.id, approve=True, reason="", by=office, now=clock.now())

    invited = await OutboxMessage.get(message="invitation")
    assert (invited.address, invited.locale) == ("ann@az.example", "en")


async def test_an_answer_to_what_was_taken_back_says_that_nothing_happened(client: TestClient) -> None:
    world = await make_desk()
    office = await make_user("Oficina", roles=[Role.OFFICE])
    await client.sign_in(world.coordinator)
    asked = {"kind": "second", "name": "Omar Ruiz", "email": "omar@x.example"}
    await client.post(f"{world.home}/coordinadores", data=asked)
    found = await CoordinatorRequest.get()
    await client.post(f"{world.home}/coordinadores/{found.id}/retirar")

    again = await client.post(f"{world.home}/coordinadores/{found.id}/retirar", follow_redirects=True)
    await client.sign_in(office)
    late = await client.post(f"/oficina/coordinadores/{found.id}", data={"answer": "approve"}, follow_redirects=True)

    assert "La asociación ya había respondido esa solicitud." in again.text
    assert "la empresa la retiró" in late.text
    assert await RoleGrant.filter(role=Role.COORDINATOR).count() == 1


async def test_whoever_coordinates_alone_is_led_to_hand_over_first(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)

    alone = await client.get(f"{world.home}/coordinadores")
    await make_user("Olga Tánori", roles=[Grant(Role.COORDINATOR, f"company:{world.company.id}")])
    two = await client.get(f"{world.home}/coordinadores")

    leaving = f'action="{world.home}/coordinadores/dejar"'
    assert ("Solo tú coordinas" in alone.text, leaving in alone.text) == (True, False)
    assert ("Solo tú coordinas" in two.text, leaving in two.text) == (False, True)


async def test_after_a_handover_the_new_coordinator_reads_what_is_written_about_the_companys_people(
    client: TestClient,
) -> None:
    wire()
    world = await make_desk(seats=2)
    named = await make_user("Karen Young", email="karen@arneses.example", locale="en")
    office = actor_of(await make_user("Oficina"), Role.OFFICE)
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("a.csv", people(3), "text/csv")})
    await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "2", "wait": "1"})
    asked = await services.ask(
        world.company, kind=AskedFor.HANDOVER, name=named.name, email="karen@arneses.example",
        actor=Actor(user_id=world.coordinator.id), now=clock.now(),
    )  # fmt: skip
    seat = await Registration.filter(event_id=world.event.id).order_by("id").first()
    assert seat is not None

    await services.decide(asked.id, approve=True, reason="", by=office, now=clock.now())
    await jobs.work_once(clock.now())
    before = await OutboxMessage.all().count()
    await group_changes.cancel(seat.id, world.company.id, who=Who("user:0"), reason="viaje", now=clock.now())
    for _again in range(3):
        await jobs.work_once(clock.now())

    newer = await OutboxMessage.all().order_by("id").offset(before).limit(50)
    later = {(each.message, each.address, each.locale) for each in newer}
    assert later == {
        ("company_order", "karen@arneses.example", "en"),
        ("seat_offer", "karen@arneses.example", "en"),
    }


async def test_the_office_sees_who_asks_and_for_what(client: TestClient) -> None:
    world = await make_desk()
    office = await make_user("Oficina", roles=[Role.OFFICE])
    await client.sign_in(world.coordinator)
    for number, kind in enumerate(("second", "handover")):
        asked = {"kind": kind, "name": "Omar Ruiz", "email": f"omar{number}@x.example"}
        await client.post(f"{world.home}/coordinadores", data=asked)
    await client.sign_in(office)

    shown = (await client.get("/oficina/coordinadores")).text

    assert "2 solicitudes para coordinar una empresa" in shown
    assert ("Se suma a la coordinación" in shown, "Releva a quien lo pide" in shown) == (True, True)
    assert "Lo pidió Ramón Valenzuela el " in shown
