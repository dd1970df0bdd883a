"""Where the money comes from: golf, donors and the rest, pesos and dollars never mixed."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.directory.models import Company


class SourceKind(StrEnum):
    GOLF = "golf"
    DONOR = "donor"
    OTHER = "other"


class Donor(Record):
    """Who gives. `is_public` and `public_name` say whether and how the page of thanks names them."""

    name = fields.CharField(max_length=160)
    public_name = fields.CharField(max_length=160, default="")
    is_public = fields.BooleanField(default=False)
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="scholarship_donors", null=True, on_delete=OnDelete.RESTRICT
    )
    email = fields.CharField(max_length=254, default="")
    locale = fields.CharField(max_length=8, default="es-MX")

    company_id: int | None

    class Meta:
        table = "scholarship_donors"
        constraints = (Check("name <> ''", name="donor_has_a_name"),)


class FundSource(Record):
    """A purse in one currency. `reference` names what it is filled from, such as "event:12" for a golf tournament."""

    kind = fields.CharEnumField(SourceKind, max_length=8)
    name = fields.CharField(max_length=160)
    reference = fields.CharField(max_length=60, null=True, unique=True)
    year = fields.IntField()
    currency = fields.CharField(max_length=3)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "scholarship_fund_sources"
        constraints = (
            enum_check("kind", SourceKind, name="fund_source_kind"),
            Check("currency IN ('MXN', 'USD')", name="fund_source_currency"),
            Check("year BETWEEN 1950 AND 2200", name="fund_source_year"),
        )


class Donation(Record):
    """Money that came into a purse, in its own currency; money given back is a row of its own, below zero."""

    source: fields.ForeignKeyRelation[FundSource] = fields.ForeignKeyField(
        "scholarships.FundSource", related_name="donations", on_delete=OnDelete.RESTRICT
    )
    donor: fields.ForeignKeyNullableRelation[Donor] = fields.ForeignKeyField(
        "scholarships.Donor", related_name="donations", null=True, on_delete=OnDelete.RESTRICT
    )
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    received_on = fields.DateField()
    reference = fields.CharField(max_length=120, default="")
    note = fields.CharField(max_length=300, default="")
    recorded_by = fields.CharField(max_length=60)

    source_id: int
    donor_id: int | None

    class Meta:
        table = "scholarship_donations"
        constraints = (
            Check("amount <> 0", name="donation_of_something"),
            Check("currency IN ('MXN', 'USD')", name="donation_currency"),
            Unique(fields=("source_id", "reference"), name="one_donation_per_reference", condition="reference <> ''"),
        )


EXTRA_SQL: tuple[tuple[str, str], ...] = (only_grow(donations_only_grow="scholarship_donations"),)
