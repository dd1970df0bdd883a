"""Who coordinates a company: somebody always does."""

import asyncio

from events_app.accounts.models import RoleGrant
from events_app.core import clock
from events_app.core.access import Actor, Grant, Role
from events_app.desk import services
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.desk import make_desk


async def test_of_two_coordinators_who_leave_at_once_one_stays(db: str) -> None:
    world = await make_desk()
    other = await make_user("Olga Tánori", roles=[Grant(Role.COORDINATOR, f"company:{world.company.id}")])

    ended = await asyncio.gather(
        *(
            services.step_down(world.company, Actor(user_id=each.id), now=clock.now())
            for each in (world.coordinator, other)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in ended) == ["LastCoordinator", "NoneType"]
    assert await RoleGrant.filter(role=Role.COORDINATOR, ended_at=None).count() == 1
