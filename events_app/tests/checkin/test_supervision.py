"""What whoever supervises does: finds readings, takes entries back, decides what waited."""

from datetime import timedelta

import pytest

from events_app.checkin import conflicts, queries, supervision
from events_app.checkin.errors import AlreadyInsideNow, AlreadyReviewed, NotUndoable
from events_app.checkin.kinds import Decision
from events_app.checkin.models import Admission, Scan, ScanUndo
from events_app.checkin.services import revoke
from events_app.core import clock
from events_app.core.access import Role
from events_app.registration.models import Registration
from events_app.tests.checkin.conftest import World
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import hand_in, make_phone, reading, verdicts
from events_app.tests.factories.registration import make_event_with_seats
from events_app.tests.support.browser import TestClient


async def test_an_entry_undone_lets_the_person_in_again_and_stays_in_the_log(client: TestClient, world: World) -> None:
    code = await world.ticket("417", "Íñigo", "Ruelas")
    await hand_in(client, world.phone, [reading(code)])
    await client.sign_in(await make_user("Marta Soto", roles=[Role.GATE_SUPERVISOR]))
    path = f"/oficina/puertas/lectura/{(await Scan.get()).id}/anulacion"

    without_reason = await client.post(path, data={"reason": ""})
    undone = await client.post(path, data={"reason": "Se leyó el boleto de otra persona"})
    log = await client.get(undone.headers["location"])
    again = await verdicts(client, world.phone, reading(code))

    assert (without_reason.status_code, undone.status_code, again) == (422, 303, ["admitted"])
    assert "Se leyó el boleto de otra persona" in log.text
    assert (await ScanUndo.get()).undone_by.startswith("user:")


async def test_only_the_open_entry_can_be_undone_and_only_once(client: TestClient, world: World) -> None:
    code = await world.ticket("417")
    await verdicts(client, world.phone, reading(code), reading(code), reading(code, direction="out"))
    scans = {str(each.verdict): await queries.scan(each.id) for each in await Scan.all()}
    now = clock.now()

    for verdict in ("admitted", "already_inside", "exited"):
        with pytest.raises(NotUndoable):
            await supervision.undo(scans[verdict], reason="no", actor="user:1", now=now)

    assert await ScanUndo.all().count() == 0


async def test_the_log_is_searched_by_name_without_accents(client: TestClient, world: World) -> None:
    codes = [await world.ticket("1", "Íñigo", "Ruelas"), await world.ticket("2", "Ana", "Soto")]
    await hand_in(client, world.phone, [reading(code) for code in codes])
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    path = f"/oficina/puertas/{world.event.id}/lecturas"

    found = await client.get(f"{path}?q=inigo")
    refused = await client.get(f"{path}?veredicto=unknown")
    odd = await client.get(f"{path}?q=%00%25&veredicto=x&puerta=999999999999999999999&pagina=-1")

    assert "Íñigo" in found.text
    assert "Ana Soto" not in found.text
    assert "Ninguna lectura con esos datos" in refused.text
    assert odd.status_code == 200


async def test_a_quarantined_reading_counts_only_by_a_supervisors_act(client: TestClient, world: World) -> None:
    code = await world.ticket("417")
    await revoke(world.phone.device.id, actor="user:1", now=clock.now())
    await verdicts(client, world.phone, reading(code))
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    before = (await queries.counts(world.event.id)).inside

    listed = await client.get(f"/oficina/puertas/{world.event.id}/conflictos")
    await client.post(f"/oficina/puertas/lectura/{(await Scan.get()).id}/revision", data={"decision": "counted"})

    assert "Contar la entrada" in listed.text
    assert (before, (await queries.counts(world.event.id)).inside) == (0, 1)
    assert await conflicts.waiting(world.event.id) == []


async def test_a_decision_is_taken_once_and_never_makes_a_second_entry(client: TestClient, world: World) -> None:
    code, now = await world.ticket("417"), clock.now()
    other = await make_phone(world.gate)
    await revoke(world.phone.device.id, actor="user:1", now=now)
    await verdicts(client, world.phone, reading(code))
    await verdicts(client, other, reading(code))
    waiting = await queries.scan((await Scan.get(quarantined=True)).id)

    with pytest.raises(AlreadyInsideNow):
        await supervision.review(waiting, decision=Decision.COUNTED, note="", actor="user:1", now=now)
    await supervision.review(waiting, decision=Decision.DISMISSED, note="", actor="user:1", now=now)
    with pytest.raises(AlreadyReviewed):
        await supervision.review(waiting, decision=Decision.DISMISSED, note="", actor="user:1", now=now)

    assert (await Admission.get()).entries == 1


async def test_a_clock_that_lies_waits_for_the_supervisor(client: TestClient, world: World) -> None:
    now = clock.now()
    fine, ahead, slow = [await make_phone(world.gate, label) for label in ("bien", "adelantado", "atrasado")]
    backwards = await make_phone(world.gate, "para atrás")
    codes = [await world.ticket(str(number)) for number in range(5)]

    await hand_in(client, fine, [reading(codes[0])])
    await hand_in(client, ahead, [reading(codes[1], at=now + timedelta(hours=1))])
    await hand_in(client, slow, [reading(codes[2], at=now - timedelta(hours=1), clock_offset=3_600)])
    await hand_in(client, backwards, [reading(codes[3], at=now, sequence=1)])
    await hand_in(client, backwards, [reading(codes[4], at=now - timedelta(minutes=1), sequence=2)])

    found = await conflicts.waiting(world.event.id)
    assert [(each["device"], each["kind"]) for each in found] == [
        ("adelantado", "clock_suspect"),
        ("atrasado", "clock_suspect"),
        ("para atrás", "clock_suspect"),
    ]
    assert await conflicts.how_many([world.event.id]) == {world.event.id: 3}


async def test_what_waits_at_the_door_stands_on_the_offices_first_page(client: TestClient, world: World) -> None:
    await revoke(world.phone.device.id, actor="user:1", now=clock.now())
    await verdicts(client, world.phone, reading(await world.ticket("417")))
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    today = await client.get("/oficina")

    assert "Lecturas de teléfonos revocados" in today.text


async def test_the_gate_finds_people_by_name_folio_or_number(client: TestClient, world: World) -> None:
    await world.ticket("04821", "Íñigo", "Ruelas")
    await world.ticket("7", "Ana", "Soto")
    folio = (await Registration.get(person__given_name="Ana")).folio
    path = f"/puerta/{world.gate.id}/buscar"

    found = [
        (await client.get(path, params={"q": text}, headers=world.phone.headers)).text
        for text in ("inigo", "4821", folio, "%%", "zz")
    ]

    assert ["Íñigo Ruelas" in each for each in found] == [True, True, False, False, False]
    assert ["Ana Soto" in each for each in found] == [False, False, True, False, False]


async def test_a_supervisors_phone_undoes_and_a_volunteers_does_not(client: TestClient, world: World) -> None:
    supervisor = await make_phone(world.gate, "Marta", supervisor=True)
    await hand_in(client, world.phone, [reading(await world.ticket("417", "Íñigo", "Ruelas"))])
    path = f"/puerta/{world.gate.id}/lecturas/{(await Scan.get()).id}/anulacion"

    offered = [
        "Deshacer la entrada"
        in (await client.get(f"/puerta/{world.gate.id}/buscar?q=inigo", headers=each.headers)).text
        for each in (world.phone, supervisor)
    ]
    volunteer = await client.post(path, data={"reason": "por error"}, headers=world.phone.headers)
    done = await client.post(path, data={"reason": "por error"}, headers=supervisor.headers)

    assert offered == [False, True]
    assert (volunteer.status_code, done.status_code) == (404, 303)
    assert (await ScanUndo.get()).undone_by == f"device:{supervisor.device.id}"


async def test_the_supervisors_pages_open_empty_and_full(client: TestClient, world: World) -> None:
    empty, _ = await make_event_with_seats()
    await hand_in(client, world.phone, [reading(await world.ticket("417")), reading("A" * 26)])
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    pages = [
        await client.get(path)
        for event in (world.event, empty)
        for path in (
            "/oficina/puertas",
            "/oficina/puertas?ver=pasados&q=nada",
            f"/oficina/puertas/{event.id}",
            f"/oficina/puertas/{event.id}/tablero",
            f"/oficina/puertas/{event.id}/nueva",
            f"/oficina/puertas/{event.id}/lecturas",
            f"/oficina/puertas/{event.id}/conflictos",
            f"/oficina/puertas/puerta/{world.gate.id}/editar",
        )
    ]

    assert {each.status_code for each in pages} == {200}
