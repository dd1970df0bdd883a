"""A world to register in: an event with seats, people who work somewhere, and registrations."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from events_app.core.search import search_key
from events_app.directory.engine.folding import number_key
from events_app.directory.models import Company, Employment, Person
from events_app.directory.services import company_keys, person_keys
from events_app.events.models import Event, Price, TicketType
from events_app.payments.models import TaxRule
from events_app.registration import services
from events_app.registration.engine.wanted import Applicant, Extras, Wanted
from events_app.tests.support.day import NOW

_numbers = count(1)


async def make_event_with_seats(
    seats: int | None = 100, *, quota: int | None = None, net: int = 0, asks: tuple[str, ...] = (), **over: Any
) -> tuple[Event, TicketType]:
    """A published event on sale; `net` is the price of everybody in centavos (0 is free)."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"carrera-{number}",
        "code": f"C{number}",
        "kind": "tournament",
        "title_es": "Carrera 5K de la Industria",
        "title_en": "Industry 5K Run",
        "starts_at": NOW + timedelta(days=14),
        "ends_at": NOW + timedelta(days=14, hours=5),
        "venue_name": "Unidad Deportiva",
        "capacity": seats,
        "status": "published",
        "changed_at": NOW,
    }
    event = await Event.create(**(values | over))
    ticket_type = await make_type(event, quota=quota, net=net, asks=asks)
    return event, ticket_type


async def make_type(
    event: Event, *, name: str = "General", quota: int | None = None, net: int = 0, asks: tuple[str, ...] = (),
    max_companions: int = 4,
) -> TicketType:  # fmt: skip
    made = await TicketType.create(
        event=event, name_es=name, quota=quota, asks=list(asks), max_companions=max_companions
    )
    if net:
        await Price.create(ticket_type=made, audience="public", net_amount=net)
        await make_tax_rule()
    return made


async def make_tax_rule() -> TaxRule:
    rule, _ = await TaxRule.get_or_create(
        code="IVA16",
        valid_from=date(2014, 1, 1),
        defaults={"rate": "0.16", "name_es": "IVA 16 %", "name_en": "VAT 16%"},
    )
    return rule


async def make_plant(name: str = "Arneses del Desierto", **over: Any) -> Company:
    values: dict[str, Any] = {
        "legal_name": f"{name}, S. de R.L. de C.V.",
        "trade_name": name,
        "slug": search_key(name).replace(" ", "-"),
        "member_since": date(2010, 1, 1),
        "standing_since": date(2010, 1, 1),
    } | over
    blank = {"rfc": "", "city": "", "sector": "", "shelter": "", "domains": []}
    every: dict[str, Any] = values | company_keys(blank | values)
    return await Company.create(**every)


async def make_employee(
    company: Company, number: str = "04821", given: str = "Guadalupe", paternal: str = "Yáñez",
    maternal: str = "Peñúñuri", email: str | None = None,
) -> Person:  # fmt: skip
    names = {"given_name": given, "paternal_surname": paternal, "maternal_surname": maternal}
    contact = {"email": email, "phone": None}
    every: dict[str, Any] = names | contact | person_keys({**names, **contact})
    person = await Person.create(**every)
    await Employment.create(
        person=person, company=company, employee_number=number, number_key=number_key(number),
        verified_by="directory", starts_on=date(2020, 1, 1),
    )  # fmt: skip
    return person


def wanted(event: Event, ticket_type: TicketType, person: Person, **over: Any) -> Wanted:
    values: dict[str, Any] = {
        "event_id": event.id,
        "event_title": event.title_es,
        "ticket_type_id": ticket_type.id,
        "ticket_name": ticket_type.name_es,
        "tax_code": "IVA16",
        "applicant": Applicant(name=person.full_name, person_id=person.id, email=person.email),
        "unit_net": 0,
        "total": 0,
        "audience": "public",
        "currency": "MXN",
        "source": "page",
        "locale": "es-MX",
        "extras": Extras(),
    }
    return Wanted(**(values | over))


async def make_registration(
    event: Event, ticket_type: TicketType, person: Person, *, now: datetime = NOW, **over: Any
) -> services.Receipt:
    asked = wanted(event, ticket_type, person, **over)
    key = f"{event.id}-{person.id}-{next(_numbers)}"
    return await services.register(asked, key=key, actor="anonymous", path="/registro", now=now)
