"""What the office does with events: create, edit, publish, postpone, cancel, copy, plan."""

from datetime import UTC, datetime
from typing import Any

from events_app.core.access import Role
from events_app.events import notices
from events_app.events.models import Event, EventStatus, Price, TicketType
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.events import make_event, make_price, make_session, make_ticket_type
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support.browser import TestClient
from events_app.tests.support.forms import untouched

TYPED: dict[str, Any] = {
    "kind": "workshop",
    "title_es": "Taller de nómina",
    "title_en": "Payroll workshop",
    "summary_es": "Con casos.",
    "starts_at": "2027-03-04T09:00",
    "ends_at": "2027-03-04T13:00",
    "timezone": "America/Hermosillo",
    "venue_name": "Sala de consejo",
    "spoken": "es",
    "visibility": "public",
    "capacity": "40",
}


async def test_a_new_event_is_a_draft_with_its_hours_in_its_own_zone(office: TestClient) -> None:
    answer = await office.post("/oficina/eventos/nuevo", data=TYPED)

    event = await Event.get(slug="taller-de-nomina")
    assert answer.headers["location"] == f"/oficina/eventos/{event.id}"
    assert (event.status, event.starts_at) == (EventStatus.DRAFT, datetime(2027, 3, 4, 16, tzinfo=UTC))
    assert (event.code, event.capacity, event.search_key.split()[:3]) == ("TN", 40, ["taller", "de", "nomina"])


async def test_pressing_save_twice_makes_one_event(office: TestClient) -> None:
    sent = TYPED | {"idempotency_key": "una-vez"}

    answers = [await office.post("/oficina/eventos/nuevo", data=sent) for _ in range(2)]

    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await Event.all().count() == 1


async def test_bad_input_is_answered_beside_its_field_and_nothing_typed_is_lost(office: TestClient) -> None:
    worlds = {
        "ends_at": "2027-03-04T08:00",
        "title_es": "…",
        "capacity": "0",
        "map_url": "javascript:alert(1)",
        "timezone": "Marte/Olimpo",
        "kind": "boda",
        "committee_id": "77",
        "sale_closes_at": "2028-01-01T10:00",
        "code": "MUYLARGA",
    }

    answers = {
        name: await office.post("/oficina/eventos/nuevo", data=TYPED | {name: value}) for name, value in worlds.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(worlds, 422)
    assert all(f'href="#{name}"' in answer.text for name, answer in answers.items())
    assert all("Payroll workshop" in answer.text for answer in answers.values())
    assert await Event.all().count() == 0


async def test_odd_characters_and_huge_fields_never_break_a_form(office: TestClient) -> None:
    event = await make_event()
    odd = ["\x00", "🎉" * 200, "\u202eabc", "x" * 40_000, "' OR 1=1 --", "<script>"]
    paths = ("nuevo", f"{event.id}/editar", f"{event.id}/boletos", f"{event.id}/programa", f"{event.id}/copia")

    answers = [
        await office.post(f"/oficina/eventos/{path}", data=dict.fromkeys([*TYPED, "total", "sessions"], value))
        for path in paths
        for value in odd
    ]

    assert {answer.status_code for answer in answers} == {422}


async def test_the_whole_form_as_a_browser_sends_it_makes_an_event_and_saves_it_again(office: TestClient) -> None:
    fresh = untouched((await office.get("/oficina/eventos/nuevo")).text, "")
    made = await office.post("/oficina/eventos/nuevo", data=fresh | TYPED | {"reminder_days": "7, 2 y 1"})
    event = await Event.get()
    page = f"/oficina/eventos/{event.id}/editar"
    shown = untouched((await office.get(page)).text, "")

    saved = await office.post(page, data=shown)
    wrong = await office.post(page, data=shown | {"reminder_days": "mañana"})
    same = await Event.get()
    await office.post(page, data=shown | {"revision": str(same.revision), "reminder_days": ""})

    quiet = await Event.get()
    assert (made.status_code, saved.status_code, wrong.status_code) == (303, 303, 422)
    assert (shown["reminder_days"], same.reminder_days) == (["7, 2, 1"], [7, 2, 1])
    assert (same.starts_at, quiet.reminder_days) == (event.starts_at, [])
    assert 'value="mañana"' in wrong.text


async def test_a_stale_form_shows_both_versions_and_saves_nothing(office: TestClient) -> None:
    event = await make_event("Como estaba", revision=3, capacity=40)
    mine = TYPED | {"title_es": "Lo mío", "revision": "2"}

    answer = await office.post(f"/oficina/eventos/{event.id}/editar", data=mine)

    assert answer.status_code == 409
    assert "Lo mío" in answer.text
    assert "Como estaba" in answer.text
    assert 'name="revision" value="3"' in answer.text
    assert (await Event.get(id=event.id)).title_es == "Como estaba"


async def test_capacity_cannot_go_below_the_seats_taken_and_editing_never_touches_them(office: TestClient) -> None:
    event = await make_event(capacity=50, taken=30, last_folio=31)

    below = await office.post(f"/oficina/eventos/{event.id}/editar", data=TYPED | {"capacity": "29", "revision": "0"})
    equal = await office.post(f"/oficina/eventos/{event.id}/editar", data=TYPED | {"capacity": "30", "revision": "0"})

    saved = await Event.get(id=event.id)
    assert (below.status_code, equal.status_code) == (422, 303)
    assert (saved.capacity, saved.taken, saved.last_folio, saved.revision) == (30, 30, 31, 1)


async def test_publishing_says_what_is_missing_and_then_publishes(office: TestClient) -> None:
    event = await make_event(status="draft", venue_name="")

    refused = await office.post(f"/oficina/eventos/{event.id}/publicacion")
    await Event.filter(id=event.id).update(venue_name="Sala")
    await make_ticket_type(event)
    done = await office.post(f"/oficina/eventos/{event.id}/publicacion")

    assert refused.status_code == 409
    assert "Falta el lugar o el enlace." in refused.text
    assert "Falta al menos un tipo de boleto a la venta." in refused.text
    assert (done.status_code, (await Event.get(id=event.id)).status) == (303, EventStatus.PUBLISHED)


async def test_postponing_and_cancelling_need_a_reason_move_the_state_and_tell_the_rooms(office: TestClient) -> None:
    heard: list[notices.EventChange] = []

    async def listen(change: notices.EventChange) -> None:
        heard.append(change)

    notices.register(listen)
    event = await make_event()
    path = f"/oficina/eventos/{event.id}"

    silent = await office.post(f"{path}/cancelacion", data={"cancel_reason": " "})
    await office.post(f"{path}/nuevas-fechas", data={"reason": "Lluvia"})
    waiting = await Event.get(id=event.id)
    await office.post(f"{path}/nuevas-fechas", data={"reason": "Ya hay fecha", "starts_at": "2027-05-06T09:00"})
    again = await Event.get(id=event.id)
    await office.post(f"{path}/cancelacion", data={"cancel_reason": "Sin sede"})
    notices._listeners.remove(listen)

    assert silent.status_code == 422
    assert (waiting.status, waiting.dates_pending) == (EventStatus.POSTPONED, True)
    assert (again.status, again.dates_pending, again.previous_starts_at) == (
        EventStatus.PUBLISHED,
        False,
        event.starts_at,
    )
    assert again.starts_at == datetime(2027, 5, 6, 16, tzinfo=UTC)
    assert [str(each.change) for each in heard] == ["postponed", "rescheduled", "cancelled"]
    assert (await Event.get(id=event.id)).status == EventStatus.CANCELLED


async def test_a_price_is_typed_with_iva_and_kept_net(office: TestClient) -> None:
    event = await make_event()
    kind = await make_ticket_type(event, tax_code="IVA8")
    path = f"/oficina/eventos/{event.id}/boletos/{kind.id}/precios"

    await office.post(path, data={"audience": "regular", "total": "1,296.00"})
    twice = await office.post(path, data={"audience": "regular", "total": "900"})
    shown = await office.get(f"/oficina/eventos/{event.id}")

    assert [price.net_amount for price in await Price.all()] == [120_000]
    assert twice.status_code == 422
    assert all(words in shown.text for words in ("$1,296.00", "$1,200.00", "$96.00"))


async def test_a_copy_moves_every_date_as_far_as_the_start_and_takes_no_seats(office: TestClient) -> None:
    event = await make_event(capacity=20, taken=7)
    session = await make_session(event)
    kind = await make_ticket_type(event, taken=7, quota=20, sessions=[session.id])
    await make_price(kind, "member", 50_000, ends_at=datetime(2027, 1, 9, 7, tzinfo=UTC))

    await office.post(f"/oficina/eventos/{event.id}/copia", data={"copy_starts_at": "2027-01-28T08:30"})

    copy = await Event.get(slug="recertificacion-iva-ieps-sin-sobresaltos")
    types = await TicketType.filter(event_id=copy.id).prefetch_related("prices")
    agenda = await copy.agenda.all()
    assert (copy.status, copy.taken, copy.starts_at) == (
        EventStatus.DRAFT,
        0,
        datetime(2027, 1, 28, 15, 30, tzinfo=UTC),
    )
    assert [(each.taken, each.sessions) for each in types] == [(0, [agenda[0].id])]
    assert [price.ends_at for price in types[0].prices] == [datetime(2027, 1, 16, 7, tzinfo=UTC)]


async def test_the_plan_of_the_year_makes_six_meetings_once(office: TestClient) -> None:
    asked = {"year": "2027", "weekday": "3", "week": "3", "hour": "16:00"}

    preview = await office.get("/oficina/eventos/plan", params=asked)
    before = await Event.all().count()
    sent = [(await office.post("/oficina/eventos/plan", data=asked)).status_code for _ in range(2)]

    made = await Event.all().order_by("starts_at")
    assert (preview.text.count("se creará"), before, sent) == (6, 0, [303, 303])
    assert [each.plan_key for each in made] == [f"2027-{month:02d}" for month in (2, 4, 6, 8, 10, 12)]
    assert [str(each.kind) for each in made] == ["meeting", "meeting", "social", "meeting", "meeting", "social"]
    assert made[0].starts_at == datetime(2027, 2, 18, 23, tzinfo=UTC)
    assert (made[0].title_es, made[0].title_en) == ("Reunión de socios de febrero", "February membership meeting")


async def test_nobody_but_the_office_opens_these_pages(client: TestClient) -> None:
    event = await make_event()
    paths = ["/oficina/eventos", f"/oficina/eventos/{event.id}", f"/oficina/eventos/{event.id}/cartel"]

    strangers = [await client.get(path) for path in paths]
    await client.sign_in(await make_user(roles=[Role.COORDINATOR, Role.FINANCE]))
    others = [(await client.get(path)).status_code for path in paths]

    assert [answer.headers["location"].split("?")[0] for answer in strangers] == ["/entrar"] * 3
    assert others == [404] * 3


async def test_every_office_page_opens_in_both_languages(office: TestClient) -> None:
    event = await make_event(visibility="invited")
    session = await make_session(event)
    kind = await make_ticket_type(event, prices={"public": 10_000}, sessions=[session.id], asks=["diet"])
    root = f"/oficina/eventos/{event.id}"
    paths = ["/oficina/eventos", "/oficina/eventos/nuevo", "/oficina/eventos/plan", root, f"{root}/editar"]
    paths += [f"{root}/programa", f"{root}/programa/{session.id}", f"{root}/boletos", f"{root}/boletos/{kind.id}"]
    paths += [f"{root}/boletos/{kind.id}/precios", f"{root}/cartel"]

    codes = {
        (p, lang): (await office.get(p, params={"lang": lang})).status_code for p in paths for lang in ("es-MX", "en")
    }

    assert set(codes.values()) == {200}, codes


async def test_an_event_in_dollars_is_priced_and_shown_in_dollars(office: TestClient) -> None:
    made = await office.post("/oficina/eventos/nuevo", data=TYPED | {"currency": "USD"})
    event = await Event.get(slug="taller-de-nomina")
    kind = await make_ticket_type(event, tax_code="EXENTO")
    prices = f"{made.headers['location']}/boletos/{kind.id}/precios"

    form = await office.get(prices)
    saved = await office.post(prices, data={"audience": "public", "total": "US$1,075.50"})
    await office.post(f"{made.headers['location']}/publicacion")
    shown = await office.get(made.headers["location"])
    public = await office.get("/eventos/taller-de-nomina")
    api = (await office.get("/api/v1/events/taller-de-nomina")).json()

    assert (event.currency, saved.status_code, (await Price.get()).net_amount) == ("USD", 303, 107_550)
    assert all("US$" in answer.text for answer in (form, shown))
    assert "US$1,075.50" in public.text
    assert "IVA incluido" not in public.text
    assert '"price": "1075.50", "priceCurrency": "USD"' in public.text
    assert (api["currency"], api["ticket_types"][0]["prices"][0]["total"]) == ("USD", "1075.50")


async def test_the_currency_is_chosen_only_while_nothing_is_priced_or_sold(office: TestClient) -> None:
    bare, priced, sold = await make_event(), await make_event(), await make_event(last_folio=1)
    await make_ticket_type(priced, prices={"public": 10_000})
    typed = TYPED | {"revision": "0"}

    codes = {
        event.id: [
            (await office.post(f"/oficina/eventos/{event.id}/editar", data=typed | {"currency": code})).status_code
            for code in ("EUR", "USD")
        ]
        for event in (bare, priced, sold)
    }
    silent = await office.post(f"/oficina/eventos/{bare.id}/editar", data=TYPED | {"revision": "1"})

    assert codes == {bare.id: [422, 303], priced.id: [422, 422], sold.id: [422, 422]}
    assert silent.status_code == 303
    assert [each.currency for each in await Event.all().order_by("id")] == ["USD", "MXN", "MXN"]


async def test_a_ticket_type_goes_only_while_nobody_registered_and_another_is_on_sale(office: TestClient) -> None:
    event, sold = await make_event_with_seats()
    await make_registration(event, sold, await make_employee(await make_plant()))
    spare, root = await make_ticket_type(event, "Sobra"), f"/oficina/eventos/{event.id}/boletos"

    used = await office.post(f"{root}/{sold.id}/baja")
    gone = await office.post(f"{root}/{spare.id}/baja")
    last = await office.post(f"{root}/{sold.id}/baja")
    foreign = await office.post(f"/oficina/eventos/{(await make_event()).id}/boletos/{sold.id}/baja")

    assert [each.status_code for each in (used, gone, last, foreign)] == [409, 303, 409, 404]
    assert "Ya hay registros con este boleto" in used.text
    assert "se quedaría sin boletos" in last.text
    assert [each.id for each in await TicketType.all()] == [sold.id]
