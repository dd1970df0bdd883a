"""An application: the family's words, sealed where they are delicate, and the one live place of a child in a call."""

from __future__ import annotations

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.directory.models import Company, Person
from scholarships.applications.states import ApplicationSource, ApplicationStatus, Relationship, Sex
from scholarships.calls.models import Call


def _listed(values: type[Relationship] | type[Sex]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


class Application(Record):
    """`link_hash` is of the 26-character code in the family's link (tokens.credential_code, kind "application").

    `need_sealed` and `curp_sealed` are sealed with a key that is not in the database; `child_key` is the keyed digest
    of the CURP, empty until it is known. `average` is text so that 8.4999 stays 8.4999.
    """

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="applications", on_delete=OnDelete.RESTRICT
    )
    folio = fields.CharField(max_length=16, default="")
    status = fields.CharEnumField(ApplicationStatus, max_length=10, default=ApplicationStatus.DRAFT)
    source = fields.CharEnumField(ApplicationSource, max_length=10, default=ApplicationSource.FAMILY)
    link_hash = fields.CharField(max_length=64, unique=True)
    link_rotation = fields.IntField(default=0)
    link_key_version = fields.IntField(default=1)
    locale = fields.CharField(max_length=8, default="es-MX")
    # The employee who asks
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="scholarship_applications", on_delete=OnDelete.RESTRICT
    )
    guardian: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="scholarship_applications", null=True, on_delete=OnDelete.SET_NULL
    )
    employee_number = fields.CharField(max_length=20, default="")
    number_key = fields.CharField(max_length=20, default="")
    guardian_given_name = fields.CharField(max_length=80, default="")
    guardian_paternal_surname = fields.CharField(max_length=80, default="")
    guardian_maternal_surname = fields.CharField(max_length=80, default="")
    guardian_relationship = fields.CharField(max_length=10, default="")
    guardian_phone = fields.CharField(max_length=16, default="")
    guardian_email = fields.CharField(max_length=254, default="")
    # The student
    child_given_name = fields.CharField(max_length=80, default="")
    child_paternal_surname = fields.CharField(max_length=80, default="")
    child_maternal_surname = fields.CharField(max_length=80, default="")
    child_birth = fields.DateField(null=True)
    child_sex = fields.CharField(max_length=1, default="")
    curp_sealed = fields.TextField(default="")
    child_key = fields.CharField(max_length=64, default="")
    # School
    level = fields.CharField(max_length=40, default="")
    grade = fields.IntField(null=True)
    school = fields.CharField(max_length=160, default="")
    average = fields.CharField(max_length=12, default="")
    failed = fields.IntField(null=True)
    previous_awards = fields.IntField(default=0)
    # Need and own words
    need_sealed = fields.TextField(default="")
    need_answered = fields.IntField(default=0)
    essays: fields.JSONField[dict[str, str]] = fields.JSONField(default=dict)
    eligibility_reasons: fields.JSONField[list[str]] = fields.JSONField(default=list)
    revision = fields.IntField(default=0)
    saved_at = fields.DatetimeField(null=True)
    submitted_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharField(max_length=300, default="")
    erased_at = fields.DatetimeField(null=True)

    call_id: int
    company_id: int
    guardian_id: int | None

    class Meta:
        table = "scholarship_applications"
        indexes = (("call_id", "status"), ("company_id",), ("call_id", "company_id", "number_key"))
        constraints = (
            enum_check("status", ApplicationStatus, name="application_status"),
            enum_check("source", ApplicationSource, name="application_source"),
            Check(f"guardian_relationship IN ('', {_listed(Relationship)})", name="application_relationship"),
            Check(f"child_sex IN ('', {_listed(Sex)})", name="application_sex"),
            Unique(
                fields=("call_id", "child_key"),
                name="one_live_application_per_child",
                condition="child_key <> '' AND status IN ('submitted', 'correction', 'eligible', 'ineligible')",
            ),
            Unique(fields=("call_id", "folio"), name="one_folio_per_call", condition="folio <> ''"),
            Check("link_hash ~ '^[0-9a-f]{64}$'", name="application_link_is_a_hash"),
            Check("child_key = '' OR child_key ~ '^[0-9a-f]{64}$'", name="application_child_key_is_a_hash"),
            Check(r"average = '' OR average ~ '^[0-9]{1,3}(\.[0-9]{1,6})?$'", name="application_average_is_exact"),
            Check("grade IS NULL OR grade BETWEEN 1 AND 12", name="application_grade"),
            Check("failed IS NULL OR failed BETWEEN 0 AND 30", name="application_failed"),
            Check("previous_awards BETWEEN 0 AND 20", name="application_previous_awards"),
            Check(
                "status IN ('draft', 'withdrawn', 'lapsed') OR (folio <> '' AND submitted_at IS NOT NULL)",
                name="application_sent_has_a_folio",
            ),
            Check(
                "status IN ('draft', 'withdrawn', 'lapsed') OR erased_at IS NOT NULL OR child_key <> ''",
                name="application_sent_has_a_child",
            ),
            Check("(status IN ('withdrawn', 'lapsed')) = (ended_at IS NOT NULL)", name="application_ended_at"),
        )

    @property
    def child_name(self) -> str:
        return _joined(self.child_given_name, self.child_paternal_surname, self.child_maternal_surname)

    @property
    def guardian_name(self) -> str:
        return _joined(self.guardian_given_name, self.guardian_paternal_surname, self.guardian_maternal_surname)


class Submission(Record):
    """One sending of an application: the digest of all that was sent, so that the receipt can be proved."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="submissions", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    at = fields.DatetimeField()
    digest = fields.CharField(max_length=64)

    application_id: int

    class Meta:
        table = "scholarship_submissions"
        constraints = (
            Unique(fields=("application_id", "number"), name="one_submission_per_number"),
            Check("number >= 1", name="submission_from_one"),
            Check("digest ~ '^[0-9a-f]{64}$'", name="submission_digest"),
        )
