"""The tables of what the office brings in and tidies up: uploaded spreadsheets, their rows, and merges."""

from __future__ import annotations

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.directory.kinds import MergeKind, UploadKind, UploadStatus, Verdict


class Upload(Record):
    """A spreadsheet that somebody brought: what it said, the columns chosen, and what came of it."""

    token = fields.CharField(max_length=64, unique=True)
    kind = fields.CharEnumField(UploadKind, max_length=10)
    filename = fields.CharField(max_length=200)
    content_hash = fields.CharField(max_length=64, db_index=True)
    headers: fields.JSONField[list[str]] = fields.JSONField()
    columns: fields.JSONField[dict[str, int]] = fields.JSONField()
    company: fields.ForeignKeyNullableRelation[Record] = fields.ForeignKeyField(
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
    verdict = fields.CharEnumField(Verdict, max_length=10)
    attention = fields.IntField()
    plan: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    target_id = fields.BigIntField(null=True)

    class Meta:
        table = "directory_upload_rows"
        constraints = (
            enum_check("verdict", Verdict, name="directory_upload_row_verdict"),
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
