"""A team's way in: the price of the day, one place each, paid or let go, and what the fund receives."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from events_app.core.access import Role
from events_app.core.money import Money
from events_app.events.models import Event, Price
from events_app.golf import extras, income, lifecycle, places, prices, sponsors, teams
from events_app.golf.errors import GolfExtraGone, NoGolfPlaces
from events_app.golf.gifts import GolfExtra, GolfSale
from events_app.golf.invariants import INVARIANTS
from events_app.golf.kinds import SponsorLevel
from events_app.golf.models import GolfTeam, GolfTournament
from events_app.payments import callbacks, refunds, returns
from events_app.payments.engine.states import RefundStatus
from events_app.payments.models import Order
from events_app.payments.movements import Payment
from events_app.payments.services import release_order
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.golf import link_of, make_golf, make_golf_team
from events_app.tests.golf.conftest import Pay
from events_app.tests.support.browser import TestClient

FORM: dict[str, str] = {
    "name": "Arneses Pimería", "captain_name": "Guadalupe Yáñez", "captain_phone": "631 123 4567",
    "captain_email": "lupita@example.com", "shown": "1392000",
    **{f"player_{n}": name for n, name in enumerate(("Ana Yáñez", "Luis Gil", "Eva Peña", "Raúl Cruz"), start=1)},
    **{f"index_{n}": index for n, index in enumerate(("8.4", "+1.2", "18", "31.2"), start=1)},
}  # fmt: skip


def new_team(name: str = "Ocotillo") -> teams.NewTeam:
    players = tuple((f"{name} {n}", Decimal("10.0")) for n in range(4))
    return teams.NewTeam(name, "Luis Gil", players)


async def register(day: GolfTournament, name: str, now: datetime) -> teams.Receipt:
    event = await day.event
    price = await prices.team_price(event, day, "public", now)
    assert price is not None
    return await teams.register(
        day.id, event.title_es, new_team(name), price, key=f"{day.id}-{name}", actor="anonymous", path="/", now=now
    )


async def path_of(day: GolfTournament) -> str:
    return f"/golf/{(await day.event).slug}/equipo"


async def test_a_team_of_four_holds_its_place_pays_and_finds_its_page(client: TestClient, pay: Pay) -> None:
    day = await make_golf()

    held = await client.post(await path_of(day), data=FORM)
    team = await GolfTeam.get(tournament_id=day.id).prefetch_related("players")
    before = (team.status, (await GolfTournament.get(id=day.id)).taken)
    order = await pay(f"golf_team:{team.id}")

    assert (held.status_code, held.headers["location"]) == (303, f"/pagar/{order.token}")
    assert (order.net, order.total, order.buyer_email) == (1_200_000, 1_392_000, "lupita@example.com")
    assert before == ("held", 1)
    await team.refresh_from_db()
    assert (team.status, order.status) == ("confirmed", "paid")
    assert sorted(str(player.handicap_index) for player in team.players) == ["-1.2", "18.0", "31.2", "8.4"]
    receipt = await client.get(f"/recibo/{order.token}")
    assert link_of(team) in receipt.text


async def test_the_same_press_twice_takes_one_place(client: TestClient) -> None:
    day = await make_golf()

    answers = [await client.post(await path_of(day), data=FORM | {"idempotency_key": "one"}) for _ in range(2)]

    assert {answer.headers["location"] for answer in answers} == {f"/pagar/{(await Order.get()).token}"}
    assert (await GolfTournament.get(id=day.id)).taken == 1


async def test_what_a_team_lacks_is_said_and_what_was_typed_stays(client: TestClient) -> None:
    day = await make_golf(min_index_sum=80)
    three = {name: value for name, value in FORM.items() if name not in ("player_4", "index_4")}

    few = await client.post(await path_of(day), data=three)
    strong = await client.post(await path_of(day), data=FORM)
    odd = await client.post(await path_of(day), data=FORM | {"index_1": "plus two", "index_3": "54.1"})

    assert [each.status_code for each in (few, strong, odd)] == [422, 422, 422]
    assert "Faltan jugadores: el equipo lleva 4." in few.text
    assert "Los índices suman 56.4 y el mínimo del torneo es 80." in strong.text
    assert "Escribe el índice como 12.4" in odd.text
    assert "El índice va de +10 a 54" in odd.text
    assert 'value="Arneses Pimería"' in odd.text
    assert await GolfTeam.all().count() == 0


async def test_a_price_that_the_page_did_not_say_is_never_charged(client: TestClient, now: datetime) -> None:
    day = await make_golf()
    await Price.create(ticket_type_id=day.ticket_type_id, audience="public", net_amount=250_000, ends_at=now)

    later = await client.post(await path_of(day), data=FORM | {"shown": "1160000"})

    assert (later.status_code, await Order.all().count()) == (409, 0)
    assert "El precio cambió" in later.text


async def test_the_early_price_ends_and_says_what_comes_after(now: datetime) -> None:
    day = await make_golf()
    until = now + timedelta(days=3)
    await Price.create(ticket_type_id=day.ticket_type_id, audience="public", net_amount=250_000, ends_at=until)
    event = await day.event

    early = await prices.team_price(event, day, "public", now)
    late = await prices.team_price(event, day, "public", until)

    assert early is not None
    assert late is not None
    assert (early.total, early.until, early.after) == (Money(1_160_000), until, Money(348_000))
    assert (late.total, late.until) == (Money(1_392_000), None)


async def test_two_teams_of_one_name_cannot_be(client: TestClient) -> None:
    day = await make_golf()
    await make_golf_team(day, "ARNESES PIMERIA")

    answer = await client.post(await path_of(day), data=FORM)

    assert answer.status_code == 409
    assert "Ya hay un equipo con ese nombre" in answer.text
    assert (await GolfTournament.get(id=day.id)).taken == 1


async def test_twenty_teams_at_once_take_exactly_the_five_places(db: str, now: datetime) -> None:
    day = await make_golf(places=5)

    outcomes = await asyncio.gather(*(register(day, f"T{n}", now) for n in range(20)), return_exceptions=True)

    assert sum(isinstance(each, teams.Receipt) for each in outcomes) == 5
    assert sum(isinstance(each, NoGolfPlaces) for each in outcomes) == 15
    assert (await GolfTournament.get(id=day.id)).taken == await GolfTeam.all().count() == 5


async def test_without_the_guard_the_same_crowd_takes_more_than_there_are(
    db: str, now: datetime, monkeypatch: Any
) -> None:
    day = await make_golf(places=5)
    monkeypatch.setattr(places, "TAKE", places.TAKE.replace("g.taken < g.places", "true"))

    outcomes = await asyncio.gather(*(register(day, f"T{n}", now) for n in range(7)), return_exceptions=True)

    assert any("golf_taken_in_places" in str(each) for each in outcomes)


async def test_a_hold_that_ran_out_gives_its_place_to_the_next_team_and_late_money_waits(
    db: str, now: datetime, pay: Pay
) -> None:
    day = await make_golf(places=1)
    first = await register(day, "Primero", now)
    later = now + timedelta(minutes=36)

    second = await register(day, "Segundo", later)
    order = await pay(f"golf_team:{first.team_id}", at=later)

    assert order.status == "paid_no_seat"
    assert (await GolfTeam.get(id=first.team_id)).status == "expired"
    assert (await GolfTeam.get(id=second.team_id)).status == "held"


async def test_an_order_let_go_frees_the_place_and_late_money_brings_the_team_back(
    db: str, now: datetime, pay: Pay
) -> None:
    day = await make_golf()
    made = await register(day, "Primero", now)
    order = await Order.get(reference=f"golf_team:{made.team_id}")

    await release_order(order.id, now, "hold expired")
    freed = (await GolfTournament.get(id=day.id)).taken
    paid = await pay(f"golf_team:{made.team_id}", at=now + timedelta(hours=1))

    assert (freed, paid.status) == (0, "paid")
    assert ((await GolfTournament.get(id=day.id)).taken, (await GolfTeam.get(id=made.team_id)).status) == (
        1,
        "confirmed",
    )


async def test_a_team_dropped_or_refunded_frees_its_place_and_its_hole(
    client: TestClient, now: datetime, pay: Pay
) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    team = await make_golf_team(day, start_hole=1, start_wave="A")
    made = await register(day, "Otro", now)
    order = await pay(f"golf_team:{made.team_id}")

    await client.post(f"/oficina/golf/{day.id}/equipos/{team.id}/baja", data={"reason": "No completaron"})
    await lifecycle.on_refunded(made.team_id, order.id, now)

    await team.refresh_from_db()
    assert (team.status, team.start_hole, team.start_wave, team.end_reason) == ("withdrawn", None, "", "No completaron")
    assert ((await GolfTournament.get(id=day.id)).taken, (await client.get(link_of(team))).status_code) == (0, 404)


async def test_raffle_tickets_are_numbered_when_paid_and_never_oversold(db: str, now: datetime, pay: Pay) -> None:
    day = await make_golf()
    event = await day.event
    ours, others = await make_golf_team(day), await make_golf_team(day, "Otros")
    extra = await GolfExtra.create(
        tournament_id=day.id, kind="raffle", name_es="Rifa", net_amount=20_000, quota=10, per_team=6
    )

    async def buy(team: GolfTeam, quantity: int, key: str) -> str:
        fresh = await GolfExtra.get(id=extra.id)
        return await extras.buy(fresh, team, quantity, currency="MXN", title=event.title_es, key=key, path="/", now=now)

    await buy(ours, 4, "a")
    await buy(others, 5, "b")
    beyond = await asyncio.gather(buy(ours, 3, "c"), buy(others, 2, "d"), return_exceptions=True)
    sales = await GolfSale.all().order_by("id")
    for sale in reversed(sales):
        await pay(f"golf_extra:{sale.id}")

    assert all(isinstance(each, GolfExtraGone) for each in beyond)
    assert await GolfSale.all().order_by("id").values_list("quantity", "first_number", "status") == [
        (4, 6, "confirmed"),
        (5, 1, "confirmed"),
    ]


async def test_the_fund_receives_what_was_paid_without_tax_and_without_what_went_back(
    client: TestClient, now: datetime, pay: Pay
) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    day = await make_golf()
    event = await Event.get(id=day.event_id)
    made = await register(day, "Ocotillo", now)
    await register(day, "Sin pagar", now)
    gift = sponsors.NewSponsor("Notaría Cázares", SponsorLevel.GOLD, Money(5_000_000))
    sponsor = await sponsors.add(day, event.title_es, gift, actor="test", now=now)
    order = await pay(f"golf_team:{made.team_id}")
    await pay(f"golf_sponsor:{sponsor.id}")
    await refunded(order, 348_000, now)

    lines = await income.fund_income(event.id)

    assert [(line.kind, line.net.amount, line.income.amount) for line in lines] == [
        ("golf_team", 1_200_000, 900_000),
        ("golf_sponsor", 5_000_000, 5_000_000),
    ]
    public = await client.get(f"/golf/{event.slug}")
    assert "$59,000" in public.text
    assert "Ya son 19 becas de $3,000" in public.text
    assert "Notaría Cázares" in public.text
    book = await client.get(f"/oficina/golf/{day.id}/ingresos.csv")
    assert "Fondo de becas" in book.text
    assert "9000.00" in book.text
    assert await income.fund_income(event.id + 1) == []


async def refunded(order: Order, amount: int, now: datetime) -> None:
    """A refund of the newest payment that reached the card."""
    payment = await Payment.filter(order_id=order.id).order_by("-id").first()
    assert payment is not None
    asked = await refunds.request_refund(
        payment.id, Money(amount, "MXN"), reason="test", key="golf", actor="test", now=now
    )
    await returns.note_refund(asked, f"re_{asked}", RefundStatus.SUCCEEDED, "", now=now)


async def test_a_second_payment_that_went_back_takes_nothing_off_the_fund(db: str, now: datetime, pay: Pay) -> None:
    day = await make_golf()
    made = await register(day, "Ocotillo", now)
    order = await pay(f"golf_team:{made.team_id}")
    await pay(f"golf_team:{made.team_id}")

    await refunded(order, 1_392_000, now)

    [line] = await income.income_of(day.id)
    assert (line.net.amount, line.returned.amount, line.income.amount) == (1_200_000, 0, 1_200_000)


async def test_nothing_that_a_sponsor_pays_by_voucher_waits_past_the_days_start(db: str, now: datetime) -> None:
    day = await make_golf()
    event = await Event.get(id=day.event_id)
    gift = sponsors.NewSponsor("Notaría Cázares", SponsorLevel.GOLD, Money(5_000_000))

    sponsor = await sponsors.add(day, event.title_es, gift, actor="test", now=now)

    assert await callbacks.latest(f"golf_sponsor:{sponsor.id}") == event.starts_at


async def test_a_wrong_counter_and_an_unpaid_confirmation_are_found_by_the_doctor(db: str, now: datetime) -> None:
    day = await make_golf()
    made = await register(day, "Ocotillo", now)
    sound = [await rows_of(each.sql) for each in INVARIANTS]
    await GolfTournament.filter(id=day.id).update(taken=3)
    await GolfTeam.filter(id=made.team_id).update(status="confirmed", hold_expires_at=None)

    found = [await rows_of(each.sql) for each in INVARIANTS]

    assert sound == [[], []]
    assert [len(each) for each in found] == [1, 1]


async def rows_of(sql: str) -> list[dict[str, Any]]:
    return list(await GolfTeam._meta.db.execute_query_dict(sql))
