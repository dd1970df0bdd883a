"""What every table shares: an id, the moment it was made, and constraints that the migrations really create."""

from enum import StrEnum
from typing import Any, TypeVar, cast

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model, ModelMeta

from events_app.core.database import row

R = TypeVar("R", bound=Model)


class _Quiet(ModelMeta):
    """Spares Tortoise from parsing the source of every table in search of `#:` comments: we write docstrings."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> "_Quiet":
        return cast("_Quiet", super().__new__(mcs, name, bases, {"_no_comments": True} | attrs))


class Record(Model, metaclass=_Quiet):
    """A row with a 64-bit id and the moment it was written (filled by the caller's clock where it matters)."""

    id = fields.BigIntField(primary_key=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        abstract = True


async def record(table: type[R], sql: str, *args: Any) -> R | None:
    """The first row of a `SELECT *` as a record of its table, or None; where the ORM's own way is too slow."""
    found = await row(sql, *args)
    return table._init_from_db(**found) if found else None


def Check(check: str, *, name: str) -> CheckConstraint:
    """A CHECK on the table's columns; see docs/decisions.md on how it reaches the database."""
    return CheckConstraint(check=check, name=name)


def Unique(*, fields: tuple[str, ...], name: str, condition: str | None = None) -> UniqueConstraint:
    """A UNIQUE over columns, partial when `condition` is given."""
    return UniqueConstraint(fields=fields, name=name, condition=condition)


def enum_check(column: str, values: type[StrEnum], *, name: str) -> CheckConstraint:
    """A CHECK that the column holds one of the enum's values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})", name=name)
