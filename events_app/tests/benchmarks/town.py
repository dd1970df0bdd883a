"""Whom the benchmark serves: an event with thousands of tickets, a paid one on sale, employees, a gate with phones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from events_app.core.database import execute
from events_app.core.tokens import ticket_code, ticket_hash
from events_app.directory.models import Company, Employment, Person
from events_app.directory.services import person_keys
from events_app.events.models import Event, TicketType
from events_app.registration.models import Registration
from events_app.tests.benchmarks.load import Ask
from events_app.tests.factories.checkin import Phone, make_gate, make_phone
from events_app.tests.factories.events import make_price, make_session
from events_app.tests.factories.registration import make_event_with_seats, make_plant

PHONES = 4
SURNAME = "Yáñez"


@dataclass(frozen=True)
class Town:
    """Everybody works in `company`; the people with a ticket of `full` also are the ones who register for `paid`."""

    company: Company
    full: Event
    paid: Event
    ticket_type: TicketType
    phones: list[Phone]
    people: int
    moment: datetime

    def page(self) -> Ask:
        return Ask("GET", f"/eventos/{self.paid.slug}")

    def scan(self, person: int, sequence: int) -> Ask:
        """A reading of the ticket of this person, by one phone or another."""
        phone = self.phones[sequence % PHONES]
        code = f"HTTP://LOCALHOST/T/{ticket_code(person, 0)}"
        read: dict[str, Any] = {"id": str(uuid4()), "sequence": sequence, "code": code}
        read["device_time"] = self.moment.isoformat()
        return Ask("POST", phone.path, {"scans": [read]}, phone.headers)

    def registration(self, person: int) -> Ask:
        asked = {"company": self.company.slug, "employee_number": str(person), "surname": SURNAME}
        body = {"person": asked, "ticket_type": self.ticket_type.id}
        path = f"/api/v1/events/{self.paid.slug}/registrations"
        return Ask("POST", path, body, {"Idempotency-Key": str(uuid4())})


async def settle(people: int, *, now: datetime) -> Town:
    """Writes them in bulk, as an import would leave them."""
    when: dict[str, Any] = {"starts_at": now + timedelta(hours=2), "ends_at": now + timedelta(hours=8)}
    full, its_type = await make_event_with_seats(people, **when)
    paid, ticket_type = await make_event_with_seats(people * 2, net=210_000, text_es="Programa. " * 150, **when)
    await make_price(ticket_type, "regular", 120_000)
    for title in ("Registro y café", "Tipo de cambio y nómina", "Mesa de preguntas"):
        await make_session(paid, title)
    company = await make_plant()
    await _employ(company, people, now)
    await _seat(full, its_type, company, people, now)
    gate = await make_gate(full)
    phones = [await make_phone(gate, f"Teléfono {n}") for n in range(PHONES)]
    await execute("CREATE TABLE yardstick (id int PRIMARY KEY, taken int NOT NULL)")
    await execute("INSERT INTO yardstick SELECT n, 0 FROM generate_series(1, $1::int) n", people)
    await execute("ANALYZE")
    return Town(company, full, paid, ticket_type, phones, people, now)


async def _employ(company: Company, people: int, now: datetime) -> None:
    named = {"given_name": "Guadalupe", "paternal_surname": SURNAME, "maternal_surname": "Peñúñuri"}
    keys = person_keys({**named, "email": None, "phone": None})
    await Person.bulk_create([Person(id=n, created_at=now, **named, **keys) for n in range(1, people + 1)], 1_000)
    known = {"company_id": company.id, "verified_by": "directory", "starts_on": now.date() - timedelta(days=900)}
    numbers = [{"id": n, "person_id": n, "employee_number": f"{n:05d}", "number_key": str(n)} for n in _ids(people)]
    await Employment.bulk_create([Employment(created_at=now, **known, **each) for each in numbers], 1_000)
    await _continue("people", "employments")


async def _seat(event: Event, ticket_type: TicketType, company: Company, people: int, now: datetime) -> None:
    known = {"event_id": event.id, "ticket_type_id": ticket_type.id, "company_id": company.id, "status": "confirmed"}
    known |= {"audience": "regular", "verified_by": "directory", "confirmed_at": now, "created_at": now}
    seats = [
        Registration(
            id=n, person_id=n, folio=f"{event.code} {n:04d}", code_hash=ticket_hash(ticket_code(n, 0)), **known
        )
        for n in _ids(people)
    ]
    await Registration.bulk_create(seats, 1_000)
    await Event.filter(id=event.id).update(taken=people, last_folio=people)
    await TicketType.filter(id=ticket_type.id).update(taken=people)
    await _continue("registrations")


def _ids(people: int) -> range:
    return range(1, people + 1)


async def _continue(*tables: str) -> None:
    """The next id comes after those that were written with one."""
    for table in tables:
        await execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
