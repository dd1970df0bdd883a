"""A phone becomes a gate's by a link and a PIN, once, and until it is revoked."""

import re
from datetime import UTC, datetime, timedelta

from events_app.checkin import services
from events_app.checkin.models import Device, EnrolmentLink, Gate
from events_app.checkin.stations import cookie_name
from events_app.core.access import Grant, Role
from events_app.core.clock import now
from events_app.tests.checkin.conftest import World
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import reading
from events_app.tests.factories.registration import make_event_with_seats
from events_app.tests.support.browser import TestClient


async def invited(world: World) -> services.Invitation:
    return await services.invite(world.gate, supervisor=False, actor="user:1", now=now())


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


async def test_the_link_and_its_pin_open_the_gate_on_this_phone_only_once(client: TestClient, world: World) -> None:
    made = await invited(world)

    shown = await client.get(f"/puerta/alta/{made.token}")
    done = await client.post(f"/puerta/alta/{made.token}", data={"pin": made.pin, "label": "Lupita"})
    again = await client.post(f"/puerta/alta/{made.token}", data={"pin": made.pin, "label": "Otra"})
    page = await client.get(f"/puerta/{world.gate.id}")

    assert (shown.status_code, done.status_code, again.status_code) == (200, 303, 410)
    assert page.status_code == 200
    assert "Puerta Norte" in page.text
    assert "'wasm-unsafe-eval'" in page.headers["content-security-policy"]
    assert "'wasm-unsafe-eval'" not in shown.headers["content-security-policy"]
    assert await Device.filter(label="Lupita", event_id=world.event.id).count() == 1


async def test_the_token_stays_at_its_gate_and_out_of_reach_of_scripts(client: TestClient, world: World) -> None:
    made = await invited(world)

    done = await client.post(f"/puerta/alta/{made.token}", data={"pin": made.pin, "label": "Lupita"})

    cookies = [each for each in done.headers.get_list("set-cookie") if each.startswith(cookie_name())]
    assert [re.search("Path=([^;]+)", each).group(1) for each in cookies] == [  # type: ignore[union-attr]
        f"/puerta/{world.gate.id}",
        f"/api/v1/gates/{world.gate.id}",
    ]
    assert all("HttpOnly" in each and "samesite=strict" in each.lower() for each in cookies)


async def test_an_enrolled_phone_scans_with_its_cookie(client: TestClient, world: World) -> None:
    made, code = await invited(world), await world.ticket("417")
    await client.post(f"/puerta/alta/{made.token}", data={"pin": made.pin, "label": "Lupita"})

    answer = await client.post(world.phone.path, json={"scans": [reading(code)]})

    assert answer.json()["results"][0]["verdict"] == "admitted"


async def test_five_wrong_pins_end_the_link(client: TestClient, world: World) -> None:
    made = await invited(world)
    bad = {"pin": wrong(made.pin), "label": "Lupita"}

    codes = [(await client.post(f"/puerta/alta/{made.token}", data=bad)).status_code for _ in range(5)]
    right = await client.post(f"/puerta/alta/{made.token}", data={"pin": made.pin, "label": "Lupita"})

    assert (codes, right.status_code) == ([422, 422, 422, 422, 410], 410)
    assert await Device.filter(label="Lupita").count() == 0


async def test_a_link_lives_half_an_hour(client: TestClient, world: World) -> None:
    made = await invited(world)
    await EnrolmentLink.all().update(expires_at=now() - timedelta(seconds=1))

    shown = await client.get(f"/puerta/alta/{made.token}")

    assert shown.status_code == 410


async def test_a_strange_phone_is_told_how_to_begin(client: TestClient, world: World) -> None:
    page = await client.get(f"/puerta/{world.gate.id}")
    nowhere = await client.get("/puerta/99999999999999999999")
    search = await client.get(f"/puerta/{world.gate.id}/buscar?q=ya")

    assert (page.status_code, nowhere.status_code) == (401, 401)
    assert "PIN de 6 cifras" in page.text
    assert search.status_code == 303


async def test_a_revoked_phone_is_told_so(client: TestClient, world: World) -> None:
    await services.revoke(world.phone.device.id, actor="user:1", now=now())

    page = await client.get(f"/puerta/{world.gate.id}", headers=world.phone.headers)

    assert page.status_code == 401
    assert "retiró este teléfono" in page.text


async def test_the_office_makes_a_gate_and_a_link_with_its_pin_apart(client: TestClient, world: World) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    made = await client.post(
        f"/oficina/puertas/{world.event.id}/nueva",
        data={"name": "Puerta 2", "ticket_types": str(world.ticket_type.id), "opens_at": "2026-12-04T07:00"},
    )
    page = await client.get(made.headers["location"])
    gate = await Gate.get(name="Puerta 2")
    link = await client.post(f"/oficina/puertas/puerta/{gate.id}/alta")

    assert "Puerta 2" in page.text
    assert (gate.ticket_types, gate.opens_at) == ([world.ticket_type.id], datetime(2026, 12, 4, 14, 0, tzinfo=UTC))
    pin = re.search(r"data-pin>(\d{6})<", link.text)
    url = re.search(r'value="http://convoca.test(/puerta/alta/[^"]+)"', link.text)
    assert pin
    assert url
    assert pin.group(1) not in url.group(1)
    enrolled = await client.post(url.group(1), data={"pin": f"{pin.group(1)[:3]} {pin.group(1)[3:]}", "label": "Íñigo"})
    assert enrolled.status_code == 303


async def test_mistakes_in_a_gate_stand_beside_their_fields(client: TestClient, world: World) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    other, other_type = await make_event_with_seats()
    path = f"/oficina/puertas/{world.event.id}/nueva"

    answers = [
        await client.post(path, data=data)
        for data in (
            {"name": ""},
            {"name": "x" * 61},
            {"name": "Puerta Norte"},
            {"name": "A", "ticket_types": str(other_type.id)},
            {"name": "A", "session": "99999999999999999999999"},
            {"name": "A", "opens_at": "2026-12-04T07:00", "closes_at": "2026-12-04T06:00"},
            {"name": "A", "opens_at": "ayer"},
        )
    ]

    assert [each.status_code for each in answers] == [422] * 7
    assert all("notice bad summary" in each.text for each in answers)


async def test_a_supervisor_sees_only_the_doors_of_her_event(client: TestClient, world: World) -> None:
    other, _ = await make_event_with_seats(title_es="Otro evento")
    await client.sign_in(await make_user(roles=[Grant(Role.GATE_SUPERVISOR, f"event:{world.event.id}")]))

    mine = await client.get(f"/oficina/puertas/{world.event.id}")
    foreign = await client.get(f"/oficina/puertas/{other.id}")
    listed = await client.get("/oficina/puertas")

    assert (mine.status_code, foreign.status_code) == (200, 404)
    assert "Otro evento" not in listed.text


async def test_a_gate_is_removed_only_while_nobody_used_it(client: TestClient, world: World) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    unused = await Gate.create(event=world.event, name="Sobra")

    for gate in (world.gate, unused):
        await client.post(f"/oficina/puertas/puerta/{gate.id}/borrado")

    assert [each.name for each in await Gate.all()] == ["Puerta Norte"]


async def test_the_office_revokes_a_phone(client: TestClient, world: World) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    await client.post(f"/oficina/puertas/telefono/{world.phone.device.id}/revocacion")
    page = await client.get(f"/oficina/puertas/{world.event.id}")

    assert "retirado el" in page.text
    assert (await Device.get(id=world.phone.device.id)).revoked_at is not None
