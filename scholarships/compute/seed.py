"""The seed of whatever is left to chance: any text, or a whole number taken as its digits."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40 else value


Seed = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1, max_length=200)]
