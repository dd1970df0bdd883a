"""A status moves only along a table of moves, which stands beside its enum."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from events_app.core.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)


class Moves(Generic[S]):
    """The allowed moves of one status; a status without an entry is final."""

    def __init__(self, table: Mapping[S, set[S]]) -> None:
        self.table = {start: frozenset(ends) for start, ends in table.items()}

    def allows(self, old: S, new: S) -> bool:
        return new in self.table.get(old, frozenset())

    def check(self, old: S, new: S) -> None:
        """Raises IllegalMove when the table has no such move."""
        if not self.allows(old, new):
            raise IllegalMove(old=str(old), new=str(new))
