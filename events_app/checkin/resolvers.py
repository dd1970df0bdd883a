"""How the door learns whose ticket a code is: the composition root hands it a resolver for each kind of credential."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Credential(Protocol):
    """A ticket as the door sees it; `status` is held, confirmed, cancelled or expired, or one of a player's words.

    `occasion` is what the ticket enters for, when it enters more than once (a player's next match); "" is the event.
    """

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def event_id(self) -> int: ...
    @property
    def person_name(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def ticket_type_id(self) -> int: ...
    @property
    def ticket_type_name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def folio(self) -> str: ...
    @property
    def companions(self) -> int: ...
    @property
    def sessions(self) -> tuple[int, ...]: ...
    @property
    def valid_from(self) -> datetime | None: ...
    @property
    def valid_until(self) -> datetime | None: ...
    @property
    def occasion(self) -> str: ...
    def at(self, event_id: int) -> "Credential | None":
        """The credential as this event's gates see it; None at other events."""


@dataclass(frozen=True)
class Resolver:
    """`by_hash` and `by_id` give a credential or None; `search` those of an event; `expected` counts its people."""

    by_hash: Callable[[str], Awaitable[Credential | None]]
    by_id: Callable[[int], Awaitable[Credential | None]]
    search: Callable[[int, str], Awaitable[Sequence[Credential]]]
    expected: Callable[[int], Awaitable[int]]


_table: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Called once by the composition root for each kind of credential."""
    _table[kind] = resolver


async def by_hash(code_hash: str) -> Credential | None:
    for resolver in _table.values():
        found = await resolver.by_hash(code_hash)
        if found is not None:
            return found
    return None


async def by_label(label: str) -> Credential | None:
    """The credential of a label such as "registration:412"."""
    kind, _, number = label.partition(":")
    resolver = _table.get(kind)
    if resolver is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return await resolver.by_id(int(number))


async def search(event_id: int, text: str) -> list[Credential]:
    found: list[Credential] = []
    for resolver in _table.values():
        found.extend(await resolver.search(event_id, text))
    return found


async def expected(event_id: int) -> int:
    return sum([await resolver.expected(event_id) for resolver in _table.values()])


def label(credential: Credential) -> str:
    return f"{credential.kind}:{credential.id}"
