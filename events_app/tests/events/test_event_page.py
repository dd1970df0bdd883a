"""The public page of an event: what it shows, to whom, and how little it costs."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events_app.core.access import Actor, Role
from events_app.events import attendance
from events_app.events.markdown import to_html
from events_app.events.models import EventInvitation
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.events import make_event, make_price, make_session, make_ticket_type
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW


async def test_the_page_says_when_where_how_much_and_what_to_do(client: TestClient) -> None:
    event = await make_event(capacity=60, taken=46)
    await make_ticket_type(event, prices={"regular": 120_000, "public": 210_000}, tax_code="IVA8")
    await make_session(event, "Qué revisa la autoridad en 2027", speaker="Lic. Ana Lucía Peñúñuri")

    answer = await client.get(f"/eventos/{event.slug}")

    assert answer.status_code == 200
    for words in (
        "Jueves 21 de enero de 2027",
        "8:30\xa0a.m. a 1:00\xa0p.m., hora de Nogales",
        "Sala de consejo",
        "Quedan 14 de 60 lugares",
        "$1,296",
        "$2,268",
        "Lic. Ana Lucía Peñúñuri",
        f'href="/eventos/{event.slug}/registro"',
        "https://wa.me/?text=",
    ):
        assert words in answer.text


async def test_json_ld_is_read_back_and_cannot_break_out_of_its_script(client: TestClient) -> None:
    event = await make_event('</script><script>alert("ñ")</script> & más')

    answer = await client.get(f"/eventos/{event.slug}")

    found = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', answer.text, re.S)
    described = json.loads(found[0])
    assert (len(found), described["@type"], described["name"]) == (1, "Event", event.title_es)
    assert described["startDate"] == "2027-01-21T08:30:00-07:00"
    assert "<script>alert" not in answer.text


async def test_markdown_gives_emphasis_but_never_scripts_or_pictures(client: TestClient) -> None:
    text = """**Fuerte** <img src=x onerror=alert(1)> [mal](javascript:alert(1)) ![foto](https://x.example/a.png)
[otro](//x.example) [ftp](ftp://x.example) [bien](https://x.example)"""
    event = await make_event(text_es=text)

    answer = await client.get(f"/eventos/{event.slug}")

    assert "<strong>Fuerte</strong>" in answer.text
    assert '<a href="https://x.example" rel="noopener nofollow">bien</a>' in answer.text
    assert [bad in answer.text for bad in ("<img", 'href="javascript:', 'href="//x', 'href="ftp:')] == [False] * 4


async def test_a_draft_is_not_there_for_strangers_and_is_for_the_office(client: TestClient) -> None:
    event = await make_event(status="draft")
    paths = [f"/eventos/{event.slug}{rest}" for rest in ("", ".ics", "/tarjeta.png")] + [f"/api/v1/events/{event.slug}"]

    strangers = [(await client.get(path)).status_code for path in paths]
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    office = [(await client.get(path)).status_code for path in paths]

    assert (strangers, office) == ([404] * 4, [200] * 4)


async def test_an_event_for_invited_companies_is_not_there_for_others(client: TestClient) -> None:
    event = await make_event("Cena del consejo", visibility="invited")

    answers = [await client.get(path) for path in (f"/eventos/{event.slug}", "/eventos", "/", "/calendario.ics")]

    assert answers[0].status_code == 404
    assert all("Cena del consejo" not in answer.text for answer in answers)
    assert await EventInvitation.all().count() == 0


async def test_the_online_link_is_not_shown_to_strangers(client: TestClient) -> None:
    event = await make_event(venue_name="", online_url="https://sala.example/secreta", online_details="Clave 9-9-9")

    answers = [await client.get(f"/eventos/{event.slug}{rest}") for rest in ("", ".ics")]
    answers.append(await client.get(f"/api/v1/events/{event.slug}"))

    assert "solo a quienes se registran" in answers[0].text
    assert all("secreta" not in answer.text and "9-9-9" not in answer.text for answer in answers)


async def test_each_reason_for_not_registering_has_its_words_and_no_register_button(client: TestClient) -> None:
    now = (await make_event()).changed_at
    worlds: dict[str, dict[str, Any]] = {
        "Este evento se canceló": {"status": "cancelled"},
        "Este evento se pospuso": {"status": "postponed"},
        "Ya no hay lugares": {"capacity": 5, "taken": 5},
        "El registro aún no abre": {"sale_opens_at": now + timedelta(days=3650)},
        "El registro ya cerró": {"sale_closes_at": now - timedelta(days=365)},
        "Este evento ya pasó": {"starts_at": now - timedelta(days=3650)},
    }

    answers = {}
    for words, over in worlds.items():
        answers[words] = await client.get(f"/eventos/{(await make_event(**over)).slug}")

    shown = {words: (words in answer.text, "/registro" in answer.text) for words, answer in answers.items()}
    ended = {words for words, answer in answers.items() if ".ics" not in answer.text and "wa.me" not in answer.text}
    assert shown == dict.fromkeys(worlds, (True, False))
    assert ended == {"Este evento se canceló", "Este evento ya pasó"}


async def test_the_page_in_english_has_english_words_and_the_english_title(client: TestClient) -> None:
    event = await make_event(title_en="Recertification without surprises")
    await make_ticket_type(event)

    answer = await client.get(f"/eventos/{event.slug}?lang=en")

    assert "Recertification without surprises" in answer.text
    assert "Thursday, January 21, 2027" in answer.text
    assert "Register" in answer.text
    assert "Registrarme" not in answer.text


async def test_the_page_costs_at_most_six_statements_and_little_weight(client: TestClient, statements: type) -> None:
    event = await make_event(capacity=60, text_es="Texto. " * 300)
    await make_ticket_type(event, prices={"regular": 120_000, "public": 210_000})
    await make_session(event)
    await client.sign_in(await make_user())

    async with statements() as seen:
        answer = await client.get(f"/eventos/{event.slug}")

    assert answer.status_code == 200
    assert seen.count <= 6, seen.sql
    assert len(answer.content) <= 24_000


async def test_a_stranger_who_has_the_page_gets_304_until_it_changes(client: TestClient) -> None:
    event = await make_event(capacity=10)
    first = await client.get(f"/eventos/{event.slug}")

    same = await client.get(f"/eventos/{event.slug}", headers={"If-None-Match": first.headers["etag"]})
    event.taken = 3
    await event.save()
    other = await client.get(f"/eventos/{event.slug}", headers={"If-None-Match": first.headers["etag"]})

    assert (same.status_code, other.status_code) == (304, 200)


async def test_whoever_is_registered_sees_the_online_link_and_expired_holds_are_free_seats(client: TestClient) -> None:
    async def everybody(event_id: int, actor: Actor) -> bool:
        return True

    async def three(event_id: int, now: datetime) -> int:
        return 3

    event = await make_event(capacity=10, taken=10, venue_name="", online_url="https://sala.example/secreta")
    before = vars(attendance._Handed).copy()
    attendance.register(is_registered=everybody, expired_holds=three)
    stranger = await client.get(f"/eventos/{event.slug}")
    await client.sign_in(await make_user())
    registered = await client.get(f"/eventos/{event.slug}")
    attendance.register(is_registered=before["is_registered"].__func__, expired_holds=before["expired_holds"].__func__)

    assert ["secreta" in answer.text for answer in (stranger, registered)] == [False, True]
    assert ["Quedan 3 de 10 lugares" in answer.text for answer in (stranger, registered)] == [True, True]


async def test_the_offer_for_search_engines_is_the_publics_price_whoever_looks(client: TestClient) -> None:
    event, company = await make_event(), await make_company()
    await make_ticket_type(event, prices={"regular": 100_000, "public": 200_000}, tax_code="IVA16")

    answer = await client.get(f"/eventos/{event.slug}", params={"empresa": company.slug})

    described = json.loads(re.findall(r'ld\+json" nonce="[^"]+">(.*?)</script>', answer.text, re.S)[0])
    assert "es tu caso" in answer.text
    assert (described["offers"]["price"], described["offers"]["priceCurrency"]) == ("2320.00", "MXN")
    assert described["endDate"] == "2027-01-21T13:00:00-07:00"


async def test_the_clock_of_an_event_is_named_as_people_name_it(client: TestClient) -> None:
    online = {"venue_name": "", "venue_address": "", "online_url": "https://sala.example/x"}
    here = await make_event()
    far = await make_event("Webinar", timezone="America/Tijuana", **online)
    await make_event("Cerca", **online)
    long = await make_event(starts_at=NOW + timedelta(days=9), ends_at=NOW + timedelta(days=10))

    texts = [(await client.get(f"/eventos/{each.slug}")).text for each in (here, far, long)]
    listed = (await client.get("/eventos")).text

    assert "8:30\xa0a.m. a 1:00\xa0p.m., hora de Nogales ·" in texts[0]
    assert "7:30\xa0a.m. a 12:00\xa0p.m., hora de Tijuana (UTC−8)" in texts[1]
    assert "9:00\xa0a.m., hasta el lunes 30 de noviembre de 2026, 9:00\xa0a.m., hora de Nogales" in texts[2]
    assert listed.count("hora de") == 2
    assert "8:30\xa0a.m., hora de Nogales · En línea" in listed
    assert "7:30\xa0a.m., hora de Tijuana · En línea" in listed


@pytest.mark.parametrize(("free_seats", "said"), [(10, "o desde $1,296"), (0, "desde")])
async def test_a_free_ticket_beside_a_paid_one_does_not_make_the_event_free(
    client: TestClient, free_seats: int, said: str
) -> None:
    event = await make_event(capacity=60)
    await make_ticket_type(event, "Con comida", prices={"public": 120_000}, tax_code="IVA8")
    await make_ticket_type(event, "Solo oyente", quota=10, taken=10 - free_seats)

    answer = await client.get(f"/eventos/{event.slug}")

    bar = answer.text.partition('class="actionbar"')[2]
    assert said in bar
    assert ("Gratis" in bar) == bool(free_seats)


async def test_a_price_that_ends_with_the_day_names_its_last_day(client: TestClient) -> None:
    event = await make_event()
    kind = await make_ticket_type(event, prices={"public": 200_000}, tax_code="IVA16")
    await make_price(kind, "public", 100_000, ends_at=datetime(2027, 1, 9, 7, tzinfo=UTC))

    answer = await client.get(f"/eventos/{event.slug}")

    assert "Precio de preventa hasta el viernes 8 de enero de 2027<" in answer.text
    assert "Pagas tú o tu empresa: con tarjeta, en OXXO, por transferencia o en la oficina." in answer.text


async def test_an_event_is_full_when_every_ticket_type_is_and_says_so_when_it_sells_none(client: TestClient) -> None:
    full, empty = await make_event(), await make_event()
    await make_ticket_type(full, quota=3, taken=3)

    answers = [await client.get(f"/eventos/{each.slug}") for each in (full, empty)]
    api = (await client.get(f"/api/v1/events/{full.slug}")).json()

    assert ["Ya no hay lugares" in answer.text for answer in answers] == [True, False]
    assert ["/registro?espera=1" in answer.text for answer in answers] == [True, False]
    assert "Los boletos se anunciarán en esta página." in answers[1].text
    assert api["sale"]["state"] == "full"


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("## A\n## B\n#### C", ["h3", "h3", "h4"]),
        ("# A\n\n### C\n\n## B", ["h3", "h4", "h4"]),
        ("###### A", ["h3"]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5", ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_of_the_text_follow_the_pages_own_without_a_gap(typed: str, levels: list[str]) -> None:
    html = to_html(typed)

    assert re.findall(r"<(h\d)>", html) == levels
    assert re.findall(r"</(h\d)>", html) == levels


async def test_strangers_share_one_drawing_until_something_of_the_event_changes(
    client: TestClient, statements: type
) -> None:
    event = await make_event("Foro de logística")
    await make_ticket_type(event, prices={"public": 50_000})
    first = await client.get(f"/eventos/{event.slug}")

    async with statements() as seen:
        second = await client.get(f"/eventos/{event.slug}")
    await make_ticket_type(event, "Mesa de honor", prices={"public": 90_000})
    third = await client.get(f"/eventos/{event.slug}")
    english = await client.get(f"/eventos/{event.slug}", headers={"Accept-Language": "en"})

    assert seen.count == 1
    nonces = [re.findall(r'nonce="([^"]+)"', each.text)[0] for each in (first, second)]
    assert nonces[0] != nonces[1]
    assert nonces[1] in second.headers["content-security-policy"]
    assert second.headers["etag"] == first.headers["etag"] != third.headers["etag"]
    assert ("Mesa de honor" in second.text, "Mesa de honor" in third.text) == (False, True)
    assert 'lang="en"' in english.text
