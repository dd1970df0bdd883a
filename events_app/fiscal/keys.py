"""Writes down under which SAT keys the office wants a product invoiced."""

from datetime import datetime

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.fiscal.engine.document import EXEMPT, NOT_SUBJECT, RATE, SUBJECT
from events_app.fiscal.forms import KeyForm

OBJECTS = {"none": (NOT_SUBJECT, ""), "rate": (SUBJECT, RATE), "exempt": (SUBJECT, EXEMPT)}
CHOOSE = """
INSERT INTO product_keys (created_at, product, tax_code, product_key, unit_key, object_of_tax, factor, changed_by,
    changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $1)
ON CONFLICT (product, tax_code) DO UPDATE SET product_key = excluded.product_key, unit_key = excluded.unit_key,
    object_of_tax = excluded.object_of_tax, factor = excluded.factor, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at
RETURNING id
"""


@transaction
async def choose(asked: KeyForm, *, actor: str, now: datetime) -> None:
    """From now on documents carry these keys; those already handed over stay as they were."""
    taxed = OBJECTS[asked.tax_object]
    await row(CHOOSE, now, asked.product, asked.tax_code, asked.product_key, asked.unit_key, *taxed, actor)
    detail = {"product": asked.product, "tax_code": asked.tax_code, "key": asked.product_key}
    await audit.note("product_key.chosen", actor=actor, subject=f"product:{asked.product}", now=now, detail=detail)
