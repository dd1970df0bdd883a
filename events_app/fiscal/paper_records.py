"""What travels between us and the accountant: the files handed over, the stamped XML that came back."""

from __future__ import annotations

from tortoise import fields

from events_app.core.models import Check, Record, enum_check
from events_app.core.money import Money
from events_app.core.tables import StoredFile
from events_app.fiscal.kinds import XmlVerdict
from events_app.fiscal.models import RESTRICT, InvoiceRequest


class InvoiceExport(Record):
    """A file that was handed to the accountant; kept, so that it can be fetched again as it was."""

    file: fields.ForeignKeyRelation[StoredFile] = fields.ForeignKeyField("events.StoredFile", on_delete=RESTRICT)
    file_id: int
    issuer = fields.CharField(max_length=20)
    documents = fields.IntField()
    month = fields.CharField(max_length=7, default="")
    exchange_rate = fields.DecimalField(max_digits=12, decimal_places=6, null=True)
    made_by = fields.CharField(max_length=80)
    made_at = fields.DatetimeField()

    class Meta:
        table = "invoice_exports"
        constraints = (Check("documents > 0", name="invoice_export_has_documents"),)


class StampedXml(Record):
    """A stamped XML as the accountant sent it back; each UUID is kept once, whatever it was matched with."""

    uuid = fields.CharField(max_length=36, unique=True)
    file: fields.ForeignKeyRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="stamped_xmls", on_delete=RESTRICT
    )
    file_id: int
    pdf: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="stamped_pdfs", null=True, on_delete=RESTRICT
    )
    pdf_id: int | None
    letter = fields.CharField(max_length=1)
    issuer_rfc = fields.CharField(max_length=13)
    rfc = fields.CharField(max_length=13)
    name = fields.CharField(max_length=300, default="")
    total = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    words = fields.CharField(max_length=2_000, default="")
    related = fields.CharField(max_length=800, default="")
    verdict = fields.CharEnumField(XmlVerdict, max_length=10)
    because = fields.CharField(max_length=40, default="")
    invoice: fields.OneToOneNullableRelation[InvoiceRequest] = fields.OneToOneField(
        "events.InvoiceRequest", related_name="stamped", null=True, on_delete=RESTRICT
    )
    invoice_id: int | None
    uploaded_by = fields.CharField(max_length=80)
    uploaded_at = fields.DatetimeField()
    settled_by = fields.CharField(max_length=80, default="")
    settled_at = fields.DatetimeField(null=True)
    note = fields.CharField(max_length=300, default="")

    class Meta:
        table = "stamped_xmls"
        constraints = (
            enum_check("verdict", XmlVerdict, name="stamped_xml_verdict_known"),
            Check("(verdict = 'matched') = (invoice_id IS NOT NULL)", name="stamped_xml_matched_has_its_invoice"),
        )

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)
