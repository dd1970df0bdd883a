"""Events that are over: the job that finishes them, and what the doctor notices."""

from datetime import timedelta

from events_app.core.database import execute, rows
from events_app.core.doctor import examine
from events_app.events.invariants import INVARIANTS
from events_app.events.jobs import finish_past
from events_app.events.models import Event
from events_app.tests.factories.events import make_event, make_session, make_ticket_type
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import noticed
from events_app.tests.support.day import NOW

HOUR = timedelta(hours=1)


async def test_published_events_that_are_over_are_finished_once_by_the_system(db: str) -> None:
    over = await make_event(starts_at=NOW - 3 * HOUR, ends_at=NOW, revision=4)
    running = await make_event(starts_at=NOW - HOUR, ends_at=NOW + timedelta(seconds=1))
    draft = await make_event(starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR, status="draft")
    waiting = await make_event(starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR, status="postponed")

    for _ in range(2):
        await finish_past({}, NOW)

    found = {each.id: (str(each.status), each.revision) for each in await Event.all()}
    noted = await rows("SELECT actor, action, subject FROM audit_entries")
    assert found == {
        over.id: ("finished", 5),
        running.id: ("published", 0),
        draft.id: ("draft", 0),
        waiting.id: ("postponed", 0),
    }
    assert noted == [{"actor": "system", "action": "event.finished", "subject": f"event:{over.id}"}]


async def test_a_finished_event_keeps_its_past_dates(office: TestClient) -> None:
    event = await make_event(starts_at=NOW - 30 * HOUR, ends_at=NOW - 28 * HOUR, status="finished")
    typed = {
        "kind": "seminar",
        "title_es": "Con otro título",
        "starts_at": "2026-11-19T08:00",
        "ends_at": "2026-11-19T09:00",
        "spoken": "es",
        "visibility": "public",
        "revision": "0",
    }

    later = await office.post(f"/oficina/eventos/{event.id}/editar", data=typed | {"ends_at": "2026-12-24T09:00"})
    same = await office.post(f"/oficina/eventos/{event.id}/editar", data=typed)

    assert (later.status_code, 'href="#ends_at"' in later.text, same.status_code) == (422, True, 303)
    assert (await Event.get(id=event.id)).title_es == "Con otro título"


async def test_the_doctor_names_tickets_for_foreign_sessions_and_seats_in_another_currency(db: str) -> None:
    event, other = await make_event(), await make_event()
    own, foreign = await make_session(event), await make_session(other)
    await make_ticket_type(event, sessions=[own.id])
    sold, kind = await make_event_with_seats()
    await make_registration(sold, kind, await make_employee(await make_plant()))
    healthy = await examine(db, INVARIANTS, now=NOW)

    wrong = await make_ticket_type(event, sessions=[own.id, foreign.id])
    one = await noticed(rows, NOW)
    await execute("UPDATE events SET currency = 'USD' WHERE id = $1", sold.id)
    sick = await examine(db, INVARIANTS, now=NOW)

    assert (healthy.checked, healthy.violations) == (("E01", "E02"), ())
    assert (one, await noticed(rows, NOW)) == ({"E01"}, {"E01", "E02"})
    found = {each.id: each.rows for each in sick.violations}
    assert found["E01"] == [{"id": wrong.id, "event_id": event.id, "session_id": foreign.id}]
    assert [(row["event_id"], row["currency"], row["event_currency"]) for row in found["E02"]] == [
        (sold.id, "MXN", "USD")
    ]
