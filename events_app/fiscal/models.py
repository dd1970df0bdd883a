"""The tables of invoicing: who is invoiced, what was asked for, and under which keys we sell."""

from __future__ import annotations

from tortoise import fields

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.money import HasPrice
from events_app.core.tables import StoredFile
from events_app.directory.models import Company
from events_app.fiscal.kinds import InvoiceKind, InvoiceStatus
from events_app.payments.models import Order
from events_app.payments.movements import Payment

RESTRICT = fields.OnDelete.RESTRICT
RFC_FORM = "rfc ~ '^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]$'"
FOREIGN = "NOT is_foreign OR (rfc = 'XEXX010101000' AND regime = '616' AND cfdi_use IN ('S01', 'CP01'))"


class FiscalProfile(Record):
    """The fiscal data of a company, typed once; or those given for one order alone."""

    company: fields.OneToOneNullableRelation[Company] = fields.OneToOneField(
        "events.Company", related_name="fiscal_profile", null=True, on_delete=RESTRICT
    )
    company_id: int | None
    order: fields.OneToOneNullableRelation[Order] = fields.OneToOneField(
        "events.Order", related_name="fiscal_profile", null=True, on_delete=RESTRICT
    )
    order_id: int | None
    rfc = fields.CharField(max_length=13)
    legal_name = fields.CharField(max_length=300)
    postal_code = fields.CharField(max_length=5, default="")
    regime = fields.CharField(max_length=3)
    cfdi_use = fields.CharField(max_length=4)
    email_xml = fields.CharField(max_length=254, default="")
    purchase_order = fields.CharField(max_length=60, default="")
    is_foreign = fields.BooleanField(default=False)
    tax_residence = fields.CharField(max_length=3, default="")
    tax_id = fields.CharField(max_length=40, default="")
    changed_by = fields.CharField(max_length=80)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "fiscal_profiles"
        constraints = (
            Check("(company_id IS NULL) <> (order_id IS NULL)", name="fiscal_profile_has_one_owner"),
            Check(RFC_FORM, name="fiscal_profile_rfc_form"),
            Check(FOREIGN, name="fiscal_profile_foreign_is_generic"),
            Check("is_foreign OR postal_code ~ '^[0-9]{5}$'", name="fiscal_profile_postal_code"),
            Check("legal_name <> '' AND legal_name = upper(legal_name)", name="fiscal_profile_name_in_capitals"),
        )


class InvoiceRequest(HasPrice, Record):
    """One fiscal document that is owed, with the receiver's data as they were when it was asked for.

    `cause` is why a credit note is owed: `refund:<id>`, `dispute:<id>` or `sale-credited:…` as the ledger names the
    movement, or `release:<order>` of a sale that was never paid.
    """

    folio = fields.CharField(max_length=20, unique=True)
    kind = fields.CharEnumField(InvoiceKind, max_length=12, default=InvoiceKind.INCOME)
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="invoices", null=True, db_index=True, on_delete=RESTRICT
    )
    order_id: int | None
    cause = fields.CharField(max_length=120, default="")
    payment: fields.ForeignKeyNullableRelation[Payment] = fields.ForeignKeyField(
        "events.Payment", null=True, on_delete=RESTRICT
    )
    payment_id: int | None
    parent: fields.ForeignKeyNullableRelation[InvoiceRequest] = fields.ForeignKeyField(
        "events.InvoiceRequest", related_name="children", null=True, db_index=True, on_delete=RESTRICT
    )
    parent_id: int | None
    export: fields.ForeignKeyNullableRelation[Record] = fields.ForeignKeyField(
        "events.InvoiceExport", related_name="requests", null=True, db_index=True, on_delete=RESTRICT
    )
    export_id: int | None
    month = fields.CharField(max_length=7, default="")
    rfc = fields.CharField(max_length=13)
    legal_name = fields.CharField(max_length=300)
    postal_code = fields.CharField(max_length=5, default="")
    regime = fields.CharField(max_length=3)
    cfdi_use = fields.CharField(max_length=4)
    email_xml = fields.CharField(max_length=254, default="")
    purchase_order = fields.CharField(max_length=60, default="")
    is_foreign = fields.BooleanField(default=False)
    tax_residence = fields.CharField(max_length=3, default="")
    tax_id = fields.CharField(max_length=40, default="")
    currency = fields.CharField(max_length=3)
    net = fields.BigIntField()
    tax = fields.BigIntField()
    total = fields.BigIntField()
    before_payment = fields.BooleanField(default=False)
    payment_method = fields.CharField(max_length=3, default="")
    payment_form = fields.CharField(max_length=2, default="")
    instalment = fields.IntField(default=0)
    balance_before = fields.BigIntField(default=0)
    status = fields.CharEnumField(InvoiceStatus, max_length=10, default=InvoiceStatus.REQUESTED)
    reason = fields.CharField(max_length=300, default="")
    requested_by = fields.CharField(max_length=80)
    requested_at = fields.DatetimeField()
    exported_at = fields.DatetimeField(null=True)
    stamped_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    uuid = fields.CharField(max_length=36, null=True, unique=True)
    xml: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="invoice_xmls", null=True, on_delete=RESTRICT
    )
    xml_id: int | None
    pdf: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="invoice_pdfs", null=True, on_delete=RESTRICT
    )
    pdf_id: int | None

    class Meta:
        table = "invoice_requests"
        indexes = (("status", "requested_at"),)
        constraints = (
            enum_check("kind", InvoiceKind, name="invoice_kind_known"),
            enum_check("status", InvoiceStatus, name="invoice_status_known"),
            Check("total = net + tax AND total > 0 AND net >= 0 AND tax >= 0", name="invoice_total_is_net_and_tax"),
            Check("currency IN ('MXN', 'USD')", name="invoice_currency_known"),
            Check(RFC_FORM, name="invoice_rfc_form"),
            Check(FOREIGN, name="invoice_foreign_is_generic"),
            Check("(kind = 'global') = (order_id IS NULL)", name="invoice_global_has_no_order"),
            Check("(kind = 'global') = (month <> '')", name="invoice_global_has_a_month"),
            Check("(kind = 'credit_note') = (cause <> '')", name="invoice_note_has_its_cause"),
            Check("(kind = 'payment') = (payment_id IS NOT NULL)", name="invoice_complement_has_its_payment"),
            Check("kind IN ('income', 'global') OR parent_id IS NOT NULL", name="invoice_note_has_its_invoice"),
            Check("(status = 'stamped') <= (uuid IS NOT NULL AND xml_id IS NOT NULL)", name="invoice_stamped_has_xml"),
            Check("kind <> 'payment' OR (instalment >= 1 AND balance_before >= total)", name="invoice_instalment_fits"),
            Unique(
                fields=("order_id",),
                name="one_live_invoice_per_order",
                condition="kind = 'income' AND status <> 'cancelled'",
            ),
            Unique(
                fields=("cause",), name="one_live_note_per_cause", condition="cause <> '' AND status <> 'cancelled'"
            ),
            Unique(fields=("payment_id",), name="one_live_complement_per_payment", condition="status <> 'cancelled'"),
            Unique(
                fields=("parent_id", "instalment"),
                name="one_live_complement_per_instalment",
                condition="kind = 'payment' AND status <> 'cancelled'",
            ),
            Unique(
                fields=("month", "currency"),
                name="one_live_global_per_month",
                condition="kind = 'global' AND status <> 'cancelled'",
            ),
        )


class GlobalSale(Record):
    """An order that a month's global invoice covers, so that no sale is invoiced twice."""

    invoice: fields.ForeignKeyRelation[InvoiceRequest] = fields.ForeignKeyField(
        "events.InvoiceRequest", related_name="sales", db_index=True, on_delete=RESTRICT
    )
    invoice_id: int
    order: fields.OneToOneRelation[Order] = fields.OneToOneField(
        "events.Order", related_name="global_sale", on_delete=RESTRICT
    )
    order_id: int

    class Meta:
        table = "global_sales"


class ProductKey(Record):
    """The SAT keys under which a kind of product is invoiced, where the office chose others than the usual ones."""

    product = fields.CharField(max_length=40, default="")
    tax_code = fields.CharField(max_length=20, default="")
    product_key = fields.CharField(max_length=8)
    unit_key = fields.CharField(max_length=3)
    object_of_tax = fields.CharField(max_length=2)
    factor = fields.CharField(max_length=6, default="")
    changed_by = fields.CharField(max_length=80)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "product_keys"
        unique_together = (("product", "tax_code"),)
        constraints = (
            Check("product_key ~ '^[0-9]{8}$'", name="product_key_form"),
            Check("unit_key ~ '^[A-Z0-9]{2,3}$'", name="product_unit_form"),
            Check("object_of_tax IN ('01', '02')", name="product_object_of_tax_known"),
            Check("(object_of_tax = '01') = (factor = '')", name="product_factor_when_taxed"),
            Check("factor IN ('', 'Tasa', 'Exento')", name="product_factor_known"),
        )
