"""Whom the benchmark serves: an event with thousands of tickets, a paid one on sale, employees, a gate with phones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from events_app.accounts.services import open_session
from events_app.core.access import Role
from events_app.core.database import execute
from events_app.core.middleware import session_cookie
from events_app.core.tokens import ticket_code, ticket_hash
from events_app.directory.models import Company, Employment, Person
from events_app.directory.services import person_keys
from events_app.events.models import Event, TicketType
from events_app.registration.models import Registration
from events_app.tests.benchmarks.load import Ask
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import Phone, make_gate, make_phone
from events_app.tests.factories.events import make_price, make_session
from events_app.tests.factories.registration import make_event_with_seats, make_plant

PHONES = 4
SURNAME, RARER = "Yáñez", "Bórquez"
LISTED, RARE = 2_000, 50  # people of a third event, and how many of them bear the rarer surname


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
    listed: Event
    searching: Phone
    session: str

    def page(self) -> Ask:
        return Ask("GET", f"/eventos/{self.paid.slug}")

    def scan(self, person: int, sequence: int) -> Ask:
        """A reading of the ticket of this person, by one phone or another."""
        phone = self.phones[sequence % PHONES]
        code = f"HTTP://LOCALHOST/T/{ticket_code(person, 0)}"
        read: dict[str, Any] = {"id": str(uuid4()), "sequence": sequence, "code": code}
        read["device_time"] = self.moment.isoformat()
        return Ask("POST", phone.path, {"scans": [read]}, phone.headers)

    def search(self) -> Ask:
        """A volunteer looks for one of the fifty who bear a surname, among two thousand."""
        return Ask("GET", f"/puerta/{self.searching.gate_id}/buscar?q=borquez", headers=self.searching.headers)

    def sheet(self, kind: str) -> Ask:
        """The office takes the whole list of that event as a file."""
        cookie = {"Cookie": f"{session_cookie()}={self.session}"}
        return Ask("GET", f"/oficina/registros.{kind}?evento={self.listed.slug}", headers=cookie)

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
    await _seat(full, its_type, company, _ids(people), now)
    listed, another_type = await make_event_with_seats(LISTED, **when)
    await _list(listed, another_type, company, people, now)
    searching = await make_phone(await make_gate(listed), "Teléfono de la lista")
    session = await open_session(await make_user(roles=[Role.OFFICE]), now, "benchmark")
    gate = await make_gate(full)
    phones = [await make_phone(gate, f"Teléfono {n}") for n in range(PHONES)]
    await execute("CREATE TABLE yardstick (id int PRIMARY KEY, taken int NOT NULL)")
    await execute("INSERT INTO yardstick SELECT n, 0 FROM generate_series(1, $1::int) n", people)
    await execute("ANALYZE")
    return Town(company, full, paid, ticket_type, phones, people, now, listed, searching, session)


async def _employ(company: Company, people: int, now: datetime) -> None:
    await Person.bulk_create([_person(n, SURNAME, now) for n in _ids(people)], 1_000)
    known = {"company_id": company.id, "verified_by": "directory", "starts_on": now.date() - timedelta(days=900)}
    numbers = [{"id": n, "person_id": n, "employee_number": f"{n:05d}", "number_key": str(n)} for n in _ids(people)]
    await Employment.bulk_create([Employment(created_at=now, **known, **each) for each in numbers], 1_000)
    await _continue("people", "employments")


async def _list(event: Event, ticket_type: TicketType, company: Company, people: int, now: datetime) -> None:
    ids = range(people + 1, people + LISTED + 1)
    listed = [_person(n, RARER if place < RARE else SURNAME, now) for place, n in enumerate(ids)]
    await Person.bulk_create(listed, 1_000)
    await _seat(event, ticket_type, company, ids, now)
    await _continue("people")


def _person(number: int, surname: str, now: datetime) -> Person:
    named = {"given_name": "Guadalupe", "paternal_surname": surname, "maternal_surname": "Peñúñuri"}
    return Person(id=number, created_at=now, **named, **person_keys({**named, "email": None, "phone": None}))


async def _seat(event: Event, ticket_type: TicketType, company: Company, ids: range, now: datetime) -> None:
    known = {"event_id": event.id, "ticket_type_id": ticket_type.id, "company_id": company.id, "status": "confirmed"}
    known |= {"audience": "regular", "verified_by": "directory", "confirmed_at": now, "created_at": now}
    seats = [
        Registration(
            id=n, person_id=n, folio=f"{event.code} {n:04d}", code_hash=ticket_hash(ticket_code(n, 0)), **known
        )
        for n in ids
    ]
    await Registration.bulk_create(seats, 1_000)
    await Event.filter(id=event.id).update(taken=len(ids), last_folio=ids[-1])
    await TicketType.filter(id=ticket_type.id).update(taken=len(ids))
    await _continue("registrations")


def _ids(people: int) -> range:
    return range(1, people + 1)


async def _continue(*tables: str) -> None:
    """The next id comes after those that were written with one."""
    for table in tables:
        await execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
