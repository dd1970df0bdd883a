"""The committee sets a golf day up, gives starts, rules on scores, and nobody else may."""

from io import BytesIO
from typing import Any

from PIL import Image

from events_app.core.access import Grant, Role
from events_app.events.models import Event, TicketType
from events_app.golf.gifts import GolfExtra, GolfPrize, GolfSponsor
from events_app.golf.kinds import ScoreSide
from events_app.golf.models import GolfScore, GolfTeam, GolfTournament
from events_app.payments.models import Order
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.golf import INDEXES, PARS, link_of, make_golf, make_golf_team, say
from events_app.tests.support.browser import TestClient

SETTINGS: dict[str, Any] = {
    "format": "stroke", "net": "1", "pars": " ".join(map(str, PARS)), "stroke_indexes": " ".join(map(str, INDEXES)),
    "slope": "125", "rating": "71.4", "team_size": "4", "allowances": "25 20 15 10", "places": "36",
    "groups_per_hole": "2", "countback": ["last9", "stroke_index"], "goal": "700,000", "scholarship": "3000",
    "shotgun_at": "2027-03-12T08:00",
}  # fmt: skip


async def test_an_event_becomes_golf_with_its_course_and_rules(client: TestClient, now: Any) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    await make_golf()
    event = await Event.create(
        slug="golf-2027", code="GB27", kind="tournament", title_es="Golf 2027", starts_at=now,
        ends_at=now.replace(hour=23), changed_at=now,
    )  # fmt: skip
    kind = await TicketType.create(event=event, name_es="Jugador")

    made = await client.post("/oficina/golf/nuevo", data=SETTINGS | {"event": event.id})

    day = await GolfTournament.get(event_id=event.id)
    assert (made.status_code, made.headers["location"]) == (303, f"/oficina/golf/{day.id}")
    assert (day.slope, str(day.rating), day.allowances) == (125, "71.4", ["25/100", "20/100", "15/100", "10/100"])
    assert (day.holes[5], day.goal_amount, day.ticket_type_id) == ({"par": 4, "stroke_index": 1}, 70_000_000, kind.id)
    assert day.shotgun_at is not None
    assert day.shotgun_at.isoformat() == "2027-03-12T15:00:00+00:00"
    settings = await client.get(f"/oficina/golf/{day.id}/ajustes")
    assert 'value="25 20 15 10"' in settings.text
    assert 'value="2027-03-12T08:00"' in settings.text


async def test_settings_that_cannot_be_are_told_beside_their_fields(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    wrong = {"pars": "4 4 4", "stroke_indexes": "1 1 2", "allowances": "25 20", "places": "99", "slope": "999"}

    answer = await client.post(f"/oficina/golf/{day.id}/ajustes", data=SETTINGS | wrong)
    mended = await client.post(f"/oficina/golf/{day.id}/ajustes", data=SETTINGS | wrong | {"slope": "113"})

    assert (answer.status_code, mended.status_code) == (422, 422)
    assert "El máximo es 155." in answer.text
    for words in ("Escribe el par de 9 o de 18 hoyos", "sin repetir ninguna", "Escribe un porcentaje por jugador",
                  "No caben tantos equipos"):  # fmt: skip
        assert words in mended.text


async def test_fewer_places_than_teams_are_refused(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    await make_golf_team(day)
    await make_golf_team(day, "Otro")

    answer = await client.post(f"/oficina/golf/{day.id}/ajustes", data=SETTINGS | {"places": "1"})

    assert answer.status_code == 409
    assert (await GolfTournament.get(id=day.id)).places == 36


async def test_starts_are_given_in_order_and_one_may_be_moved_but_not_onto_another(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    teams = [await make_golf_team(day, f"Equipo {n}") for n in range(3)]

    await client.post(f"/oficina/golf/{day.id}/salidas")
    await client.post(f"/oficina/golf/{day.id}/equipos/{teams[2].id}/salida", data={"start": "1b"})
    await client.post(f"/oficina/golf/{day.id}/equipos/{teams[1].id}/salida", data={"start": "1A"})
    await client.post(f"/oficina/golf/{day.id}/equipos/{teams[1].id}/salida", data={"start": "19A"})

    starts = [f"{each.start_hole}{each.start_wave}" for each in await GolfTeam.all().order_by("id")]
    assert starts == ["1A", "2A", "1B"]
    sheet = await client.get(f"/oficina/golf/{day.id}/salidas")
    assert "<b>1B</b>" in sheet.text
    cards = await client.get(f"/oficina/golf/{day.id}/tarjetas")
    assert cards.text.count('class="golf-page"') == 3


async def test_the_composer_refuses_a_team_that_the_rules_do_not_allow(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf(min_index_sum=60)
    team = await make_golf_team(day)
    names = {f"player_{n}": f"Jugador {word}" for n, word in enumerate(("Uno", "Dos", "Tres", "Cuatro"), start=1)}
    page = f"/oficina/golf/{day.id}/equipos/{team.id}"

    strong = {f"index_{n}": "10" for n in range(1, 5)}
    refused = await client.post(page, data={"name": "Nuevo nombre"} | names | strong)
    allowed = await client.post(page, data={"name": "Nuevo nombre"} | names | strong | {"index_4": "31.5"})
    plus = await client.post(
        page, data={"name": "Nuevo nombre"} | names | {**strong, "index_1": "+1.5", "index_4": "54"}
    )

    assert (refused.status_code, allowed.status_code, plus.status_code) == (422, 303, 303)
    assert "Los índices suman 40.0 y el mínimo del torneo es 60." in refused.text
    await team.refresh_from_db()
    await team.fetch_related("players")
    assert [str(player.handicap_index) for player in team.players] == ["-1.5", "10.0", "10.0", "54.0"]
    assert 'value="+1.5"' in (await client.get(page)).text


async def test_the_committee_rules_on_a_hole_also_after_closing(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    team = await make_golf_team(day)
    await say(team, 9, 4)
    await client.post(f"/oficina/golf/{day.id}/cierre", data={"reason": "close"})

    phone = await client.post(f"{link_of(team)}/golpes", data={"hole": "9", "strokes": "3"})
    ruled = await client.post(f"/oficina/golf/{day.id}/equipos/{team.id}/golpes", data={"hole": "9", "strokes": "6"})

    assert (phone.status_code, ruled.status_code) == (409, 303)
    said = await GolfScore.filter(team=team).order_by("id").values_list("side", "strokes")
    assert said == [(ScoreSide.OWN, 4), (ScoreSide.COMMITTEE, 6)]
    board = await client.get(f"/golf/{(await day.event).slug}?por=bruto")
    assert "Resultado final" in board.text
    assert "+1" in board.text


async def test_a_new_link_closes_the_old_one(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    team = await make_golf_team(await make_golf())

    await client.post(f"/oficina/golf/{team.tournament_id}/equipos/{team.id}/enlace")

    old = await client.get(link_of(team))
    await team.refresh_from_db()
    new = await client.get(link_of(team))
    assert (old.status_code, new.status_code) == (404, 200)


async def test_a_sponsor_with_an_amount_gets_an_order_and_a_hole_has_only_one(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    page, given = f"/oficina/golf/{day.id}/patrocinadores", {"name": "Notaría Cázares", "level": "hole", "hole": "9"}

    first = await client.post(page, data=given | {"amount": "10000", "contact_email": "notaria@example.com"})
    second = await client.post(page, data=given | {"name": "Otra"})
    beyond = await client.post(page, data=given | {"hole": "30"})

    assert (first.status_code, second.status_code, beyond.status_code) == (303, 409, 422)
    sponsor = await GolfSponsor.get(tournament_id=day.id)
    order = await Order.get(reference=f"golf_sponsor:{sponsor.id}")
    assert (sponsor.status, order.net, order.total, order.hold_expires_at) == ("held", 1_000_000, 1_160_000, None)


async def test_a_logo_is_drawn_anew_and_shown_once_the_sponsor_is_confirmed(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    sponsor = await GolfSponsor.create(tournament_id=day.id, level="friend", name="Amigo", status="confirmed")
    page = f"/oficina/golf/{day.id}/patrocinadores/{sponsor.id}/logo"

    await client.post(page, files={"logo": ("not.png", b"not a picture", "image/png")})
    without = await client.get(f"/golf/patrocinadores/{sponsor.id}/logo")
    await client.post(page, files={"logo": ("yes.png", a_picture(), "image/png")})
    shown = await client.get(f"/golf/patrocinadores/{sponsor.id}/logo")

    assert (without.status_code, shown.status_code) == (404, 200)
    assert shown.headers["content-type"] == "image/png"


async def test_a_mark_must_be_better_closer_for_the_oyes_and_longer_for_the_drive(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    page = f"/oficina/golf/{day.id}/premios"
    for kind in ("oyes", "drive"):
        await client.post(page, data={"kind": kind, "hole": "7"})
    again = await client.post(page, data={"kind": "drive", "hole": "7"})
    prizes = {str(each.kind): each for each in await GolfPrize.all()}

    for kind in ("oyes", "drive"):
        for winner, metres in (("Ana", "2.50"), ("Luis", "2.51"), ("Eva", "2.49")):
            await client.post(f"{page}/{prizes[kind].id}/marca", data={"winner": winner, "metres": metres})

    assert again.status_code == 422
    marks = {each.kind: (each.winner_name, each.distance_cm) for each in await GolfPrize.all()}
    assert marks == {"oyes": ("Eva", 249), "drive": ("Luis", 251)}


async def test_an_extra_is_put_on_sale_and_taken_off(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    page = f"/oficina/golf/{day.id}/extras"

    added = await client.post(page, data={"kind": "raffle", "name_es": "Rifa", "amount": "200", "per_team": "10"})
    free = await client.post(page, data={"kind": "raffle", "name_es": "Rifa", "amount": "0", "per_team": "10"})
    extra = await GolfExtra.get(tournament_id=day.id)
    await client.post(f"{page}/{extra.id}/venta")

    assert (added.status_code, free.status_code) == (303, 422)
    assert (await GolfExtra.get(id=extra.id)).on_sale is False


async def test_only_the_office_and_the_chair_of_its_committee_see_the_tournament(client: TestClient) -> None:
    day = await make_golf()
    paths = [
        f"/oficina/golf/{day.id}{end}" for end in ("", "/ajustes", "/patrocinadores", "/ganadores", "/ingresos.csv")
    ]
    await client.sign_in(await make_user(roles=[Grant(Role.COMMITTEE_CHAIR, "committee:999999")]))

    answers = [(await client.get(path)).status_code for path in paths]

    assert answers == [404] * len(paths)
    client.sign_out()
    assert (await client.get(paths[0])).status_code == 303


def a_picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 6), "#006b68").save(written, "PNG")
    return written.getvalue()
