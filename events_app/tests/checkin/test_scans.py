"""What a gate answers, by the scanner's own protocol."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tortoise.exceptions import OperationalError

from events_app.checkin.models import Admission, Scan, ScanUndo
from events_app.checkin.services import revoke
from events_app.core import clock
from events_app.core.database import rows
from events_app.events.models import AgendaSession
from events_app.registration.models import Registration
from events_app.tests.checkin.conftest import World
from events_app.tests.factories.checkin import hand_in, make_gate, make_phone, reading, verdicts
from events_app.tests.factories.registration import make_event_with_seats, make_type
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements


async def test_a_ticket_enters_once_and_then_is_inside_since_when_and_where(client: TestClient, world: World) -> None:
    code = await world.ticket("417", "Íñigo", "Ruelas")
    south = await make_phone(await make_gate(world.event, "Puerta Sur"))

    first, second = [
        (await hand_in(client, phone, [reading(f"HTTPS://CONVOCA.TEST/T/{code}")]))[0] for phone in (world.phone, south)
    ]

    assert (first["verdict"], first["tone"], first["word"]) == ("admitted", "good", "Adelante")
    assert (first["name"], first["company"]) == ("Íñigo Ruelas Peñúñuri", "Arneses del Desierto")
    assert (second["verdict"], second["tone"], second["through"]) == ("already_inside", "warn", "Puerta Norte")
    assert second["reason"] == "Hace un momento, por Puerta Norte"
    assert await Admission.filter(inside=True).count() == 1


async def test_a_scan_handed_in_again_is_answered_with_its_first_verdict(client: TestClient, world: World) -> None:
    scan = reading(await world.ticket("417"))

    first = await hand_in(client, world.phone, [scan])
    again = await hand_in(client, world.phone, [scan])

    assert again == [first[0] | {"replayed": True}]
    assert await Scan.all().count() == 1


async def test_the_first_verdict_stands_even_after_the_ticket_was_cancelled(client: TestClient, world: World) -> None:
    scan = reading(await world.ticket("417"))
    await hand_in(client, world.phone, [scan])
    await Registration.all().update(status="cancelled", ended_at=clock.now())

    answers = await verdicts(client, world.phone, scan, reading(scan["code"]))

    assert answers == ["admitted", "cancelled"]


async def test_an_id_twice_in_one_batch_is_one_scan(client: TestClient, world: World) -> None:
    scan = reading(await world.ticket("417"))

    answers = await verdicts(client, world.phone, scan, scan)

    assert answers == ["admitted", "admitted"]
    assert await Scan.all().count() == 1


async def test_each_reason_to_refuse_has_its_verdict(client: TestClient, world: World) -> None:
    paid = await make_type(world.event, name="Cena", net=50_000)
    late = await make_type(world.event, name="Mañana")
    await late.update_from_dict({"valid_from": clock.now() + timedelta(hours=2)}).save()
    early = await make_type(world.event, name="Ayer")
    await early.update_from_dict({"valid_until": clock.now() - timedelta(hours=2)}).save()
    unpaid = await world.ticket("1", ticket_type=paid, unit_net=50_000, total=58_000)
    too_early, too_late = await world.ticket("2", ticket_type=late), await world.ticket("3", ticket_type=early)
    cancelled = await world.ticket("4")
    await Registration.filter(folio__endswith=" 0004").update(status="cancelled", ended_at=clock.now())

    answers = await verdicts(
        client, world.phone, *(reading(code) for code in (unpaid, too_early, too_late, cancelled, "A" * 26, "C5K 0318"))
    )

    assert answers == ["unpaid", "too_early", "too_late", "cancelled", "unknown", "unknown"]
    assert await Admission.all().count() == 0


async def test_a_gate_for_one_type_or_one_session_refuses_the_others(client: TestClient, world: World) -> None:
    agenda = [
        await AgendaSession.create(
            event=world.event, title_es=title, starts_at=world.event.starts_at, ends_at=world.event.ends_at
        )
        for title in ("Apertura", "Taller")
    ]
    only_workshop = await make_type(world.event, name="Taller")
    await only_workshop.update_from_dict({"sessions": [agenda[1].id]}).save()
    general, workshop = await world.ticket("1"), await world.ticket("2", ticket_type=only_workshop)
    for_types = await make_phone(await make_gate(world.event, "Tipos", ticket_types=[only_workshop.id]))
    opening = await make_phone(await make_gate(world.event, "Apertura", session=agenda[0]))

    by_type = await verdicts(client, for_types, reading(general), reading(workshop))
    by_session = await verdicts(client, opening, reading(general), reading(workshop))

    assert by_type == ["wrong_type", "admitted"]
    assert by_session == ["admitted", "wrong_type"]
    assert sorted(each.place for each in await Admission.all()) == ["event", f"session:{agenda[0].id}"]


async def test_going_out_and_coming_back_is_what_the_gate_allows(client: TestClient, world: World) -> None:
    code = await world.ticket("417")
    turnstile = await make_phone(await make_gate(world.event, "Torniquete", reentry=True))
    moves = [reading(code), reading(code, direction="out"), reading(code, direction="out"), reading(code)]

    strict = [(await verdicts(client, world.phone, move))[0] for move in moves]
    again = await verdicts(client, turnstile, reading(code))

    assert strict == ["admitted", "exited", "not_inside", "already_inside"]
    assert again == ["admitted"]


async def test_a_ticket_of_another_event_is_nobody_here(client: TestClient, world: World) -> None:
    other, _ = await make_event_with_seats()
    stranger = await make_phone(await make_gate(other))

    (answer,) = await hand_in(client, stranger, [reading(await world.ticket("417"))])

    assert (answer["verdict"], answer["because"], answer["name"]) == ("unknown", "a ticket of another event", None)
    assert answer["reason"] == "Es un boleto, pero de otro evento."


async def test_a_device_is_known_only_at_its_own_gate(client: TestClient, world: World) -> None:
    other = await make_gate(world.event, "Puerta Sur")
    body = {"scans": [reading(await world.ticket("417"))]}

    at_other = await client.post(f"/api/v1/gates/{other.id}/scans", json=body, headers=world.phone.headers)
    without = await client.post(world.phone.path, json=body)

    assert (at_other.status_code, without.status_code) == (401, 401)
    assert await Scan.all().count() == 0


async def test_what_a_revoked_device_hands_in_is_kept_and_not_counted(client: TestClient, world: World) -> None:
    code, seen = await world.ticket("417"), reading(await world.ticket("418"))
    await hand_in(client, world.phone, [seen])
    await revoke(world.phone.device.id, actor="user:1", now=clock.now())

    answers = await verdicts(client, world.phone, seen, reading(code))

    assert answers == ["admitted", "revoked"]
    kept = await Scan.get(quarantined=True)
    assert kept.credential.startswith("registration:")
    assert await Admission.all().count() == 1


async def test_somebody_found_by_name_is_admitted_by_hand(client: TestClient, world: World) -> None:
    await world.ticket("417")
    label = f"registration:{(await Registration.get()).id}"

    answers = await verdicts(
        client, world.phone, reading(credential=label), reading(credential="registration:99"), reading(credential="x")
    )

    assert answers == ["admitted", "unknown", "unknown"]
    assert await Scan.filter(method="hand").count() == 3


async def test_a_clock_in_the_future_enters_at_the_moment_it_was_received(client: TestClient, world: World) -> None:
    ahead = clock.now() + timedelta(days=400)

    answers = await verdicts(client, world.phone, reading(await world.ticket("417"), at=ahead))

    scan = await Scan.get()
    assert answers == ["admitted"]
    assert (scan.happened_at, scan.device_time) == (scan.received_at, ahead)


async def test_a_scan_takes_at_most_six_statements(client: TestClient, world: World) -> None:
    code = await world.ticket("417")

    async with Statements() as admitted:
        await hand_in(client, world.phone, [reading(code)])
    async with Statements() as refused:
        await hand_in(client, world.phone, [reading(code)])

    assert (admitted.count, refused.count) == (3, 5), refused.sql


async def test_the_log_only_grows(client: TestClient, world: World) -> None:
    await hand_in(client, world.phone, [reading(await world.ticket("417"))])

    refused = []
    for sql in ("UPDATE scans SET verdict = 'unknown'", "DELETE FROM scans"):
        try:
            await rows(sql)
        except OperationalError as error:
            refused.append(type(error).__name__)

    assert len(refused) == 2
    assert await ScanUndo.all().count() == 0


async def test_one_bad_item_never_holds_back_the_others(client: TestClient, world: World) -> None:
    good = reading(await world.ticket("417"))
    bad: list[Any] = [
        reading("A" * 26, id="not-a-uuid"),
        reading("A" * 26, id="\ud800\u202e"),
        reading("A" * 26, device_time="2026-11-20 10:00"),
        reading("A" * 26, device_time="1999-01-01T00:00:00Z"),
        reading("A" * 26, sequence=-1),
        reading("A" * 26, shown="admitted"),
        reading("A" * 26, clock_offset=1e12),
        reading("A" * 2_001),
        reading("A" * 26, credential="registration:1"),
        reading(),
        {"id": str(uuid4())},
        7,
        None,
    ]

    answers = await hand_in(client, world.phone, [*bad, good])

    assert [each["verdict"] for each in answers] == [None] * len(bad) + ["admitted"]
    assert all(each["error"]["fields"] for each in answers[:-1])
    assert await Scan.all().count() == 1


async def test_what_is_no_batch_is_refused_whole(client: TestClient, world: World) -> None:
    bodies = [
        b"",
        b"{",
        b"[]",
        b'{"scans": []}',
        b'{"scans": {}}',
        b'{"scans": ' + b"[" * 90_000,
        b"\xff\xfe",
        b"9" * 9_000,
    ]
    many = {"scans": [reading("A" * 26) for _ in range(501)]}

    codes = [
        (await client.post(world.phone.path, content=body, headers=world.phone.headers)).status_code for body in bodies
    ]
    too_many = await client.post(world.phone.path, json=many, headers=world.phone.headers)
    too_large = await client.post(world.phone.path, content=b" " * 1_000_001, headers=world.phone.headers)

    assert codes == [400, 400, 422, 422, 422, 400, 400, 400]
    assert (too_many.status_code, too_large.status_code) == (422, 413)


async def test_five_hundred_scans_fit_in_one_batch(client: TestClient, world: World) -> None:
    code = await world.ticket("417")
    start = clock.now() - timedelta(hours=1)
    scans = [reading(code, at=start + timedelta(seconds=number)) for number in range(500)]

    answers = await verdicts(client, world.phone, *reversed(scans))

    assert answers == ["already_inside"] * 499 + ["admitted"]
