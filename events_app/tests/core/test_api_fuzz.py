"""Whatever the published description of the API allows to be sent, the answer is one that it describes."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as tried
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.middleware import session_cookie
from events_app.tests.checkin.conftest import World
from events_app.tests.checkin.conftest import world as world
from events_app.tests.factories.accounts import make_user
from events_app.tests.faults.processes import server

EXAMPLES = 8
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def try_all(url: str, headers: dict[str, str]) -> int:
    """Sends what the description allows, and what it does not, to each operation; gives how many there are."""
    found = list(schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations())
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    assert len(operations) == len(found)
    for operation in operations:
        run: Callable[[], None] = _trial(operation, headers)
        run()
    return len(operations)


def _trial(operation: "schemathesis.APIOperation[Any, Any, Any, Any]", headers: dict[str, str]) -> Callable[[], None]:
    @seed(417)
    @tried(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def trial(case: "schemathesis.Case[Any]") -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    return trial


@pytest.mark.journey
@pytest.mark.parametrize("who", ["stranger", "admin", "device"])
async def test_every_answer_of_the_api_is_one_that_its_description_promises(db: str, world: World, who: str) -> None:
    admin = await make_user(roles=[Role.ADMIN])
    token = await open_session(admin, clock.now(), "test")
    headers = {"admin": {"Cookie": f"{session_cookie()}={token}"}, "device": world.phone.headers}.get(who, {})

    async with server(db) as (client, _):
        url = str(client.base_url).rstrip("/")
        operations = await asyncio.to_thread(try_all, url, headers | {"Origin": url} if who == "admin" else headers)

    assert operations >= 10
