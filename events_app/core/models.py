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


# One function for every table of which nothing may be rewritten; core.schema creates it before all tables' own rules.
GROWS_ONLY = (
    """CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;""",
    "DROP FUNCTION IF EXISTS refuse_to_rewrite() CASCADE;",
)


def only_grow(**triggers: str) -> tuple[str, str]:
    """The SQL that lets tables only grow, and the SQL that takes it back; each as its trigger's name = its table.

    No row trigger sees a TRUNCATE, so a second one of the whole table refuses that.
    """
    made = "\n".join(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite();\n"
        f"CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_to_rewrite();"
        for name, table in triggers.items()
    )
    taken = (
        f"DROP TRIGGER IF EXISTS {name} ON {table};\nDROP TRIGGER IF EXISTS {name}_whole ON {table};"
        for name, table in triggers.items()
    )
    return made, "\n".join(taken)
