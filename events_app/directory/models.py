"""The tables of companies, people, employments and committees, of imported spreadsheets and of merges."""

from __future__ import annotations

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.settings import settings
from events_app.directory.kinds import (
    CompanyClass,
    Location,
    MemberPosition,
    MergeKind,
    RowVerdict,
    Standing,
    UploadKind,
    UploadStatus,
    VerifiedBy,
)

ENGLISH_SPOKEN = ("US", "CA")


class Company(Record):
    legal_name = fields.CharField(max_length=200)
    trade_name = fields.CharField(max_length=120, default="")
    slug = fields.CharField(max_length=80, unique=True)
    rfc = fields.CharField(max_length=13, default="", db_index=True)
    company_class = fields.CharEnumField(CompanyClass, max_length=10, default=CompanyClass.REGULAR)
    location = fields.CharEnumField(Location, max_length=8, default=Location.HOME)
    city = fields.CharField(max_length=80, default="")
    country = fields.CharField(max_length=2, default="MX")
    shelter = fields.CharField(max_length=120, default="")
    sector = fields.CharField(max_length=80, default="")
    domains: fields.JSONField[list[str]] = fields.JSONField(default=list)
    employee_digits = fields.IntField(null=True)
    member_since = fields.DateField()
    standing = fields.CharEnumField(Standing, max_length=10, default=Standing.GOOD)
    standing_since = fields.DateField()
    standing_until = fields.DateField(null=True)
    name_key = fields.CharField(max_length=240, db_index=True)
    search_key = fields.CharField(max_length=600)
    sort_key = fields.CharField(max_length=240, db_index=True)
    revision = fields.IntField(default=0)
    merged_into: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="absorbed", null=True, on_delete=OnDelete.RESTRICT
    )
    merged_into_id: int | None

    class Meta:
        table = "companies"
        constraints = (
            Check("legal_name <> '' AND slug <> ''", name="company_has_a_name"),
            enum_check("company_class", CompanyClass, name="company_class_is_known"),
            enum_check("location", Location, name="company_location_is_known"),
            enum_check("standing", Standing, name="company_standing_is_known"),
            Check("standing_until IS NULL OR standing_until >= standing_since", name="company_standing_in_order"),
            Check("employee_digits IS NULL OR employee_digits BETWEEN 1 AND 12", name="company_employee_digits"),
            Check("country ~ '^[A-Z]{2}$'", name="company_country_is_a_code"),
            Check("merged_into_id IS NULL OR merged_into_id <> id", name="company_not_merged_into_itself"),
        )

    @property
    def display_name(self) -> str:
        """The name people know it by."""
        return self.trade_name or self.legal_name

    @property
    def language(self) -> str:
        """What its people read until they say otherwise."""
        return "en" if self.country in ENGLISH_SPOKEN else settings().default_locale

    @property
    def audience(self) -> str:
        """The price list that applies to its people while it is in good standing."""
        return str(self.company_class)


class StandingChange(Record):
    """One decision on a company's standing, with its dates, its reason and who took it; never edited."""

    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="standing_changes", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    standing = fields.CharEnumField(Standing, max_length=10)
    since = fields.DateField()
    until = fields.DateField(null=True)
    reason = fields.CharField(max_length=300)
    actor = fields.CharField(max_length=60)
    at = fields.DatetimeField()

    class Meta:
        table = "standing_changes"
        indexes = (Index(fields=("company_id", "at")),)
        constraints = (
            enum_check("standing", Standing, name="standing_change_is_known"),
            Check("until IS NULL OR until >= since", name="standing_change_in_order"),
            Check("reason <> ''", name="standing_change_has_a_reason"),
        )


class Person(Record):
    given_name = fields.CharField(max_length=80)
    paternal_surname = fields.CharField(max_length=80)
    maternal_surname = fields.CharField(max_length=80, default="")
    phone = fields.CharField(max_length=16, null=True, db_index=True)
    email = fields.CharField(max_length=254, null=True, db_index=True)
    locale = fields.CharField(max_length=8, default="es-MX")
    name_key = fields.CharField(max_length=250, db_index=True)
    search_key = fields.CharField(max_length=600)
    sort_key = fields.CharField(max_length=300, db_index=True)
    revision = fields.IntField(default=0)
    merged_into: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="absorbed", null=True, on_delete=OnDelete.RESTRICT
    )
    merged_into_id: int | None
    employments: fields.ReverseRelation[Employment]

    class Meta:
        table = "people"
        constraints = (
            Check("given_name <> '' AND paternal_surname <> ''", name="person_has_a_name"),
            Check("email IS NULL OR (email = lower(email) AND email <> '')", name="person_email_is_lower_case"),
            Check(r"phone IS NULL OR phone ~ '^\+[1-9][0-9]{7,14}$'", name="person_phone_is_e164"),
            Check("merged_into_id IS NULL OR merged_into_id <> id", name="person_not_merged_into_itself"),
        )

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.paternal_surname, self.maternal_surname) if part)

    @property
    def listed_name(self) -> str:
        """As lists and badges of the office say it: surnames first."""
        return " ".join(part for part in (self.paternal_surname, self.maternal_surname, self.given_name) if part)


class Employment(Record):
    """A person's number in a company, from a day and, once it ended, until a day (both included)."""

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="employments", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="employments", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    employee_number = fields.CharField(max_length=20)
    number_key = fields.CharField(max_length=20)
    verified_by = fields.CharEnumField(VerifiedBy, max_length=12, default=VerifiedBy.NOBODY)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    # What this company's coordinator typed of the person: no other company reads it.
    phone = fields.CharField(max_length=16, null=True)
    email = fields.CharField(max_length=254, null=True)

    class Meta:
        table = "employments"
        indexes = (Index(fields=("company_id", "number_key")),)
        constraints = (
            Check("number_key <> '' AND number_key !~ '^0.'", name="employment_number_key_without_zeros"),
            enum_check("verified_by", VerifiedBy, name="employment_verified_by_is_known"),
            Check("ends_on IS NULL OR ends_on >= starts_on", name="employment_days_in_order"),
            Check("email IS NULL OR (email = lower(email) AND email <> '')", name="employment_email_is_lower_case"),
            Check(r"phone IS NULL OR phone ~ '^\+[1-9][0-9]{7,14}$'", name="employment_phone_is_e164"),
            Unique(fields=("company_id", "number_key"), name="one_live_employee_number", condition="ends_on IS NULL"),
        )


class Committee(Record):
    key = fields.CharField(max_length=40, unique=True)
    name_es = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    purpose_es = fields.CharField(max_length=300, default="")
    purpose_en = fields.CharField(max_length=300, default="")
    position = fields.IntField(default=0)
    is_active = fields.BooleanField(default=True)

    class Meta:
        table = "committees"
        constraints = (Check("key <> '' AND name_es <> ''", name="committee_has_a_name"),)

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es

    def purpose(self, locale: str) -> str:
        return (self.purpose_en if locale == "en" else "") or self.purpose_es


class CommitteeMember(Record):
    """A person's seat in a committee for one year; committees are renewed every year."""

    committee: fields.ForeignKeyRelation[Committee] = fields.ForeignKeyField(
        "events.Committee", related_name="members", on_delete=OnDelete.RESTRICT
    )
    committee_id: int
    year = fields.IntField()
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="committee_seats", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    position = fields.CharEnumField(MemberPosition, max_length=8, default=MemberPosition.MEMBER)

    class Meta:
        table = "committee_members"
        constraints = (
            enum_check("position", MemberPosition, name="committee_position_is_known"),
            Check("year BETWEEN 1950 AND 2200", name="committee_year"),
            Unique(fields=("committee_id", "year", "person_id"), name="one_committee_seat_a_year"),
            Unique(fields=("committee_id", "year"), name="one_committee_chair_a_year", condition="position = 'chair'"),
        )


class Upload(Record):
    """A spreadsheet that somebody brought: what it said, the columns chosen, and what came of it."""

    token = fields.CharField(max_length=64, unique=True)
    kind = fields.CharEnumField(UploadKind, max_length=10)
    filename = fields.CharField(max_length=200)
    content_hash = fields.CharField(max_length=64, db_index=True)
    headers: fields.JSONField[list[str]] = fields.JSONField()
    columns: fields.JSONField[dict[str, int]] = fields.JSONField()
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="uploads", null=True, on_delete=OnDelete.RESTRICT
    )
    company_id: int | None
    status = fields.CharEnumField(UploadStatus, max_length=10, default=UploadStatus.REVIEW)
    plan_digest = fields.CharField(max_length=64, default="")
    uploaded_by = fields.CharField(max_length=60)
    uploaded_at = fields.DatetimeField()
    finished_by = fields.CharField(max_length=60, default="")
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "directory_uploads"
        constraints = (
            enum_check("kind", UploadKind, name="directory_upload_kind"),
            enum_check("status", UploadStatus, name="directory_upload_status"),
            Check("(status = 'review') = (finished_at IS NULL)", name="directory_upload_finished_once"),
        )


class UploadRow(Record):
    """One row of an upload: its cells, the verdict that was shown, and what it changes or changed."""

    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField(
        "events.Upload", related_name="rows", on_delete=OnDelete.CASCADE
    )
    upload_id: int
    number = fields.IntField()
    cells: fields.JSONField[list[str]] = fields.JSONField()
    verdict = fields.CharEnumField(RowVerdict, max_length=10)
    attention = fields.IntField()
    plan: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    target_id = fields.BigIntField(null=True)

    class Meta:
        table = "directory_upload_rows"
        constraints = (
            enum_check("verdict", RowVerdict, name="directory_upload_row_verdict"),
            Unique(fields=("upload_id", "number"), name="one_upload_row_a_number"),
        )


class Merge(Record):
    """Two entries that were one: which stays, which left, what each said before, and how many references moved."""

    kind = fields.CharEnumField(MergeKind, max_length=8)
    kept_id = fields.BigIntField()
    absorbed_id = fields.BigIntField()
    before: fields.JSONField[dict[str, object]] = fields.JSONField()
    chosen: fields.JSONField[dict[str, str]] = fields.JSONField()
    moved: fields.JSONField[dict[str, int]] = fields.JSONField()
    actor = fields.CharField(max_length=60)
    at = fields.DatetimeField()

    class Meta:
        table = "directory_merges"
        constraints = (
            enum_check("kind", MergeKind, name="directory_merge_kind"),
            Check("kept_id <> absorbed_id", name="directory_merge_of_two"),
            Unique(fields=("kind", "absorbed_id"), name="absorbed_once"),
        )


class NotDuplicate(Record):
    """Two entries that look alike and that the office said are different, so that nobody asks again."""

    kind = fields.CharEnumField(MergeKind, max_length=8)
    low_id = fields.BigIntField()
    high_id = fields.BigIntField()
    actor = fields.CharField(max_length=60)
    at = fields.DatetimeField()

    class Meta:
        table = "directory_not_duplicates"
        constraints = (
            enum_check("kind", MergeKind, name="not_duplicate_kind"),
            Check("low_id < high_id", name="not_duplicate_pair_in_order"),
            Unique(fields=("kind", "low_id", "high_id"), name="not_duplicate_once"),
        )
