"""The calendar, its filters, calendar files, preview cards and the API."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from icalendar import Calendar
from PIL import Image

from events_app.core.access import Grant, Role
from events_app.directory.models import Committee, Company
from events_app.events import preview, services
from events_app.events.models import Event, EventInvitation
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.events import make_event, make_ticket_type
from events_app.tests.support.browser import TestClient


async def test_filters_find_by_kind_month_committee_and_words_without_accents(client: TestClient) -> None:
    committee = await Committee.create(key="comercio", name_es="Comercio exterior", name_en="Foreign trade")
    await make_event("Recertificación anual", committee_id=committee.id)
    await make_event("Torneo de sóftbol", kind="tournament", starts_at=datetime(2027, 2, 1, 6, 30, tzinfo=UTC))
    queries = {
        "?q=recertificacion+SALA": (True, False),
        "?tipo=torneo": (False, True),
        "?mes=2027-01": (True, True),
        "?mes=2027-02": (False, False),
        f"?comite={committee.id}": (True, False),
        "?tipo=nada&mes=ayer&comite=x&page=-4": (True, True),
        "?q=%00&mes=2027-99": (True, True),
    }

    pages = {query: (await client.get(f"/eventos{query}")).text for query in queries}

    found = {query: ("Recertificación anual" in text, "Torneo de sóftbol" in text) for query, text in pages.items()}
    assert found == queries


async def test_the_file_of_an_event_is_read_back_and_its_sequence_rises_with_a_change(client: TestClient) -> None:
    event = await make_event("Añadir, con coma; y más")

    first = Calendar.from_ical((await client.get(f"/eventos/{event.slug}.ics")).content).events[0]
    await services.save(event, event.changed_at + timedelta(hours=1), venue_name="Otra sala")
    second = Calendar.from_ical((await client.get(f"/eventos/{event.slug}.ics")).content).events[0]

    assert (str(first["summary"]), first.decoded("dtstart")) == ("Añadir, con coma; y más", event.starts_at)
    assert first["uid"] == second["uid"] == f"{event.slug}@convoca.test"
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert str(second["location"]).startswith("Otra sala")


async def test_feeds_hold_public_events_of_one_kind_or_of_all(client: TestClient) -> None:
    await make_event("Seminario")
    await make_event("Torneo", kind="tournament", status="cancelled")
    await make_event("Secreto", visibility="members")
    await make_event("Borrador", status="draft")

    answers = {path: await client.get(path) for path in ("/calendario.ics", "/calendario/torneo.ics")}
    unknown = await client.get("/calendario/boda.ics")

    read = {path: Calendar.from_ical(answer.content).events for path, answer in answers.items()}
    assert {path: [(str(e["summary"]), e["status"]) for e in found] for path, found in read.items()} == {
        "/calendario.ics": [("Seminario", "CONFIRMED"), ("Torneo", "CANCELLED")],
        "/calendario/torneo.ics": [("Torneo", "CANCELLED")],
    }
    assert unknown.status_code == 404


async def test_the_preview_card_is_a_small_png_of_the_promised_size(client: TestClient) -> None:
    event = await make_event("Ñandúes, pingüinos y acción: " + "palabras " * 10)

    answer = await client.get(f"/eventos/{event.slug}/tarjeta.png")

    picture = Image.open(BytesIO(answer.content))
    assert (answer.headers["content-type"], picture.format, picture.size) == ("image/png", "PNG", (1200, 630))
    assert len(answer.content) <= 300_000


def test_every_pattern_makes_a_card_within_the_limit_even_with_one_endless_word() -> None:
    cards = [preview.Card(f"event:{n}", "Taller", "x" * 120, "Hoy " * 60, "Aquí " * 60, "index") for n in range(12)]

    sizes = [len(preview.draw(card)) for card in cards]

    assert max(sizes) <= preview.MOST_BYTES


async def test_members_and_invited_see_their_events_and_others_do_not(client: TestClient) -> None:
    invited, other = await make_company(name="Levis"), await make_company(name="Otra")
    for_members = await make_event("Para socias", visibility="members")
    for_invited = await make_event("Para invitadas", visibility="invited")
    await EventInvitation.create(event=for_invited, company=invited)
    suspended = await make_company(name="Suspendida")
    await Company.filter(id=suspended.id).update(standing="suspended")
    paths = [f"/eventos/{for_members.slug}", f"/eventos/{for_invited.slug}"]

    seen = {}
    for company in (invited, other, suspended):
        grant = Grant(Role.COORDINATOR, f"company:{company.id}")
        await client.sign_in(await make_user(roles=[grant]))
        seen[company.trade_name or company.legal_name] = [(await client.get(path)).status_code for path in paths]

    assert list(seen.values()) == [[200, 200], [200, 404], [404, 404]]


async def test_the_price_for_me_comes_from_the_company_of_the_link(client: TestClient) -> None:
    company = await make_company(name="Levis")
    event = await make_event()
    await make_ticket_type(event, prices={"regular": 100_000, "public": 200_000}, tax_code="IVA16")

    stranger = await client.get(f"/eventos/{event.slug}")
    colleague = await client.get(f"/eventos/{event.slug}", params={"empresa": company.slug})
    nobody = await client.get(f"/eventos/{event.slug}", params={"empresa": "no-existe"})

    assert ["es tu caso" in answer.text for answer in (stranger, colleague, nobody)] == [False, True, False]
    assert f"/eventos/{event.slug}/registro?empresa={company.slug}" in colleague.text
    assert "$1,160<" in colleague.text


async def test_the_api_lists_and_shows_events_with_prices_in_parts(client: TestClient) -> None:
    event = await make_event(title_en="Recertification", capacity=10, taken=4)
    await make_event("Borrador", status="draft")
    await make_ticket_type(event, prices={"public": 100_000}, tax_code="IVA16")

    listed = (await client.get("/api/v1/events")).json()
    shown = (await client.get(f"/api/v1/events/{event.slug}")).json()
    refused = await client.get("/api/v1/events?kind=boda")

    assert ([each["slug"] for each in listed["items"]], listed["total"]) == ([event.slug], 1)
    assert (shown["title"]["en"], shown["seats_left"], shown["sale"]["state"]) == ("Recertification", 6, "open")
    assert shown["ticket_types"][0]["prices"] == [
        {"audience": "public", "net": "1000.00", "tax": "160.00", "total": "1160.00", "until": None}
    ]
    assert (refused.status_code, refused.json()["error"]["fields"].keys()) == (422, {"kind"})


async def test_the_calendar_says_what_to_do_when_it_is_empty(client: TestClient) -> None:
    answers = [await client.get(path) for path in ("/", "/eventos", "/eventos?tipo=torneo")]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert "Todavía no hay eventos anunciados" in answers[0].text
    assert "Quitar filtros" in answers[2].text
    assert await Event.all().count() == 0


async def test_the_month_links_each_day_to_its_event_or_to_the_list_of_the_day(client: TestClient) -> None:
    alone = await make_event("Sola", starts_at=datetime(2026, 12, 4, 6, 30, tzinfo=UTC))  # 11:30 p.m. of the third
    twice = [await make_event(name, starts_at=datetime(2026, 12, 10, 17, tzinfo=UTC)) for name in ("Una", "Otra")]
    await make_event("Cancelada", starts_at=datetime(2026, 12, 15, 17, tzinfo=UTC), status="cancelled")
    await make_event("Oculta", starts_at=datetime(2026, 12, 16, 17, tzinfo=UTC), visibility="members")

    december = (await client.get("/?mes=2026-12")).text
    day = (await client.get("/eventos?dia=2026-12-10")).text

    cells = re.findall(r'<td><a href="([^"]+)" title="([^"]+)">(\d+)<', december)
    assert cells == [
        (f"/eventos/{alone.slug}", "Sola", "3"),
        (f"/eventos/{alone.slug}", "Sola", "4"),
        ("/eventos?dia=2026-12-10", "Una; Otra", "10"),
    ]
    assert [f"/eventos/{each.slug}" in day for each in (*twice, alone)] == [True, True, False]
    assert ("/?mes=2026-11" in december, "/?mes=2027-01" in december) == (True, True)


async def test_the_month_turns_only_so_far_and_odd_months_show_this_one(client: TestClient) -> None:
    asked = ("", "?mes=2028-11", "?mes=2025-11", "?mes=2028-12", "?mes=9999-12", "?mes=ayer", "?mes=0001-01")

    pages = [(await client.get(f"/{each}")).text for each in asked]

    names = [re.search(r'id="month-name">([^<]+)<', text) for text in pages]
    assert [found and found[1] for found in names] == [
        "Noviembre de 2026",
        "Noviembre de 2028",
        "Noviembre de 2025",
        *["Noviembre de 2026"] * 4,
    ]
    assert [('rel="prev' in text, 'rel="next' in text) for text in pages[:3]] == [
        (True, True),
        (True, False),
        (False, True),
    ]
    assert 'aria-current="date">20<' in pages[0]


async def test_the_front_page_costs_few_statements_and_little_weight(client: TestClient, statements: type) -> None:
    for number in range(30):
        await make_event(f"Evento {number}", starts_at=datetime(2026, 12, 1 + number, 17, tzinfo=UTC))
    await client.sign_in(await make_user())

    async with statements() as seen:
        answer = await client.get("/?mes=2026-12")

    assert seen.count <= 6, seen.sql
    assert len(answer.content) <= 60_000
    assert answer.text.count("event-card-body") == 18
    assert "Ver todos los eventos" in answer.text
