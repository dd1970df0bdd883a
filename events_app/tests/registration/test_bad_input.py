"""Every form of the room against what no form should send: a designed answer, nothing lost, never a 500."""

from dataclasses import replace
from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.access import Role
from events_app.core.settings import configure, settings
from events_app.events.models import Event
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_registration
from events_app.tests.registration.walking import KNOWN, confirm, open_event
from events_app.tests.support.browser import TestClient

PERSON = {"step": "person", "given_name": "Ana", "paternal_surname": "Cota"}
FORMS = {
    "identify": ("/eventos/{slug}/registro", KNOWN, "surname"),
    "person": ("/eventos/{slug}/registro", PERSON, "given_name"),
    "code": ("/eventos/{slug}/registro", {"step": "code", "who": "x", "proof": "y", "code": "1"}, "code"),
    "confirm": ("/eventos/{slug}/registro", {"step": "confirm", "who": "x", "ticket_type": "1"}, "shown"),
    "find": ("/boleto", {name: KNOWN[name] for name in ("company", "employee_number", "surname")}, "surname"),
    "name": ("/T/{code}/nombre", {"given_name": "Ana", "paternal_surname": "Cota"}, "given_name"),
    "extras": ("/T/{code}/detalles", {"companions": "0"}, "diet"),
    "cancel": ("/T/{code}/cancelar", {}, "reason"),
    "by hand": ("/oficina/registros/nuevo?evento={slug}", {"ticket_type": "1"}, "given_name"),
    "office cancel": ("/oficina/registros/{id}/cancelacion", {}, "reason"),
    "decision": ("/oficina/registros/{id}/nombre", {}, "decision"),
}
VALUES = {
    "long": "x" * 30_000,
    "nul": "a\0b",
    "emoji": "🙂👩‍👩‍👧‍👦",
    "right to left": "\u202eabc\u202c \u05d0\u05d1",
    "markup": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE registrations; --",
    "format": "%(name)s {0} {{ 7*7 }}",
    "lone surrogate": "\udcff",
}


async def world(client: TestClient) -> dict[str, str]:
    event, ticket_type = await open_event(asks=("companions", "diet"))
    receipt = await make_registration(event, ticket_type, await make_employee(await make_plant()))
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    return {"slug": event.slug, "code": receipt.code, "id": str(receipt.registration_id)}


@pytest.mark.parametrize("form", FORMS)
async def test_strange_words_in_any_form_get_an_answer(client: TestClient, form: str) -> None:
    where, fields, name = FORMS[form]
    named = await world(client)

    for value in VALUES.values():
        body = {
            **fields,
            name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
            "unknown": value[:99],
        }
        answer = await client.post(where.format(**named), data=_sendable(body))

        assert answer.status_code in (200, 303, 409, 422), (form, value[:20], answer.status_code)
        assert "<script>alert" not in answer.text
        assert " 49 " not in answer.text


@pytest.mark.parametrize("form", FORMS)
async def test_repeated_fields_and_an_empty_form_get_an_answer(client: TestClient, form: str) -> None:
    where, fields, name = FORMS[form]
    path = where.format(**(await world(client)))
    repeated = "&".join([*(f"{key}={value}" for key, value in fields.items()), f"{name}=uno", f"{name}=dos"])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answers = [await client.post(path, content=each, headers=headers) for each in (repeated, "", "&&==&%zz%00")]

    assert {each.status_code for each in answers} <= {200, 303, 409, 422}


@pytest.mark.parametrize("form", FORMS)
async def test_a_megabyte_in_one_field_is_refused_at_once(client: TestClient, form: str) -> None:
    where, fields, name = FORMS[form]

    answer = await client.post(where.format(**(await world(client))), data={**fields, name: "x" * 1_000_001})

    assert answer.status_code == 413
    assert "<h1" in answer.text


async def test_a_form_that_comes_after_the_event_closed_takes_no_seat(client: TestClient) -> None:
    event, _ = await open_event()
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)
    await Event.filter(id=event.id).update(sale_closes_at=clock.now() - timedelta(seconds=1))

    answer = await client.post(path, data=confirm(shown.text))

    assert answer.status_code == 409
    assert "El registro ya cerró" in answer.text
    assert await Registration.all().count() == 0


async def test_a_confirmation_of_another_event_or_altered_leads_back_to_the_start(client: TestClient) -> None:
    event, ticket_type = await open_event()
    other, _ = await open_event()
    await make_employee(await make_plant())
    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    fields = confirm(shown.text)
    who = fields["who"]
    altered = fields | {"who": who[:-2] + ("AA" if who[-2:] != "AA" else "BB")}

    foreign = await client.post(f"/eventos/{other.slug}/registro", data=fields)
    bent = await client.post(f"/eventos/{event.slug}/registro", data=altered)

    assert [each.headers["location"] for each in (foreign, bent)] == [
        f"/eventos/{other.slug}/registro",
        f"/eventos/{event.slug}/registro",
    ]
    assert await Registration.filter(ticket_type_id=ticket_type.id).count() == 0


async def test_one_number_is_tried_twelve_times_in_ten_minutes(client: TestClient) -> None:
    event, _ = await open_event()
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"

    guesses = [await client.post(path, data=KNOWN | {"surname": f"Apellido{n}"}) for n in range(12)]
    refused = await client.post(path, data=KNOWN)
    lost = await client.post("/boleto", data=KNOWN)

    assert {each.status_code for each in guesses} == {422}
    assert (refused.status_code, lost.status_code) == (429, 429)
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("path", "data"),
    [("/eventos/{slug}/registro", KNOWN | {"surname": "Nadie"}), ("/boleto", KNOWN), ("/T/" + "A" * 26, None)],
)
async def test_an_address_that_tries_too_often_has_to_wait(
    client: TestClient, path: str, data: dict[str, str] | None
) -> None:
    event, _ = await open_event()
    await make_plant()
    configure(replace(settings(), rate_limit_factor=0.004))
    seen = []

    for number in range(6):
        body = data and data | {"employee_number": str(number)}
        address = path.format(slug=event.slug)
        seen.append(await (client.post(address, data=body) if body else client.get(address)))

    assert seen[0].status_code != 429
    assert seen[-1].status_code == 429


async def test_a_ticket_is_changed_twenty_times_in_ten_minutes(client: TestClient) -> None:
    named = await world(client)
    path = f"/T/{named['code']}/detalles"

    answers = [await client.post(path, data={"companions": "0"}) for _ in range(21)]

    assert [each.status_code for each in answers] == [303] * 20 + [429]


async def test_the_picture_of_a_ticket_answers_head_and_is_kept_by_nobody(client: TestClient) -> None:
    named = await world(client)

    whole = await client.get(f"/T/{named['code']}.png")
    head = await client.head(f"/T/{named['code']}.png")

    assert (head.status_code, head.content, whole.content[:4]) == (200, b"", b"\x89PNG")
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))
    for answer in (whole, head):
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


@pytest.mark.parametrize("end", ["", ".png", ".ics", "/cancelar", "/nombre", "/detalles"])
@pytest.mark.parametrize("code", ["A" * 26, "a" * 25, "Ñ" * 26, "1" * 26, "A" * 5_000, "..%2f..", "%F0%9F%99%82"])
async def test_a_code_that_is_nobodys_is_404_everywhere(client: TestClient, code: str, end: str) -> None:
    answer = await client.get(f"/T/{code}{end}")

    assert answer.status_code == 404


def _sendable(body: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8", "replace").decode() for name, value in body.items()}
