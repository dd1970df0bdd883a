"""Somebody takes an unpaid team or sponsor out in the very moment in which it is paid: the place stays theirs."""

from collections.abc import Awaitable, Callable

import pytest

from events_app.app import wire
from events_app.core import clock
from events_app.core.database import rows
from events_app.core.errors import Conflict
from events_app.core.money import Money
from events_app.golf import lifecycle as golf
from events_app.golf import sponsors
from events_app.golf.gifts import GolfSponsor
from events_app.golf.kinds import SponsorLevel
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.teams import lifecycle as teams
from events_app.teams import services
from events_app.tests.factories.golf import make_golf
from events_app.tests.factories.registration import make_tax_rule
from events_app.tests.factories.tournaments import make_division
from events_app.tests.golf.test_golf_teams import register
from events_app.tests.payments.peer import Twin
from events_app.tests.teams.test_call import wanted

Leaving = Callable[[], Awaitable[None]]


async def team() -> Leaving:
    division = await make_division(net_fee=100_000)
    made = await services.register(wanted(division), key="a", actor="anonymous", path="/x", now=clock.now())
    return lambda: teams.withdraw(made.team_id, policy="auto", actor="user:1", reason="no pagó", now=clock.now())


async def golf_team() -> Leaving:
    made = await register(await make_golf(now=clock.now()), "Ocotillo", clock.now())
    return lambda: golf.withdraw(made.team_id, actor="user:1", reason="no pagó", now=clock.now())


async def golf_sponsor() -> Leaving:
    new = sponsors.NewSponsor("Ocotillo", SponsorLevel.GOLD, Money(1_000_000))
    made = await sponsors.add(await make_golf(now=clock.now()), "Golf", new, actor="user:1", now=clock.now())
    found = await GolfSponsor.get(id=made.id)
    return lambda: sponsors.withdraw(found, actor="user:1", now=clock.now())


@pytest.mark.parametrize("thing", [team, golf_team, golf_sponsor])
async def test_whoever_takes_it_out_learns_that_it_was_paid(
    db: str, twin: Twin, thing: Callable[[], Awaitable[Leaving]]
) -> None:
    wire()
    await make_tax_rule()
    leave = await thing()
    order = await Order.get()
    twin.pay(await card.checkout_url(order.id, now=clock.now()))

    with pytest.raises(Conflict):
        await leave()

    kind = order.reference.partition(":")[0]
    assert await rows(f"SELECT status FROM {kind}s") == [{"status": "confirmed"}]
    assert await rows("SELECT status FROM orders") == [{"status": "paid"}]
