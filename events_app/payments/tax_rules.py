"""The dated rates of tax: a new one is added, an old one is never rewritten."""

from datetime import datetime

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.payments.engine.pricing import STARTING_RATES
from events_app.payments.forms import TaxRuleForm

ADD_TAX_RULE = """
INSERT INTO tax_rules (created_at, code, rate, name_es, name_en, valid_from, valid_to, fallback_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code, valid_from) DO NOTHING RETURNING id
"""


@transaction
async def add_tax_rule(asked: TaxRuleForm, *, actor: str, now: datetime) -> bool:
    """Registers a dated rate; False when one of the same code begins on that day. The starting ones are kept."""
    for rate in STARTING_RATES if not await row("SELECT 1 AS one FROM tax_rules LIMIT 1") else ():
        fallback = (rate.valid_to, rate.fallback)
        await row(ADD_TAX_RULE, now, rate.code, rate.rate, rate.code, rate.code, rate.valid_from, *fallback)
    fallback_code = "IVA16" if asked.valid_to is not None and asked.code != "IVA16" else ""
    share = asked.percent / 100
    days = (asked.valid_from, asked.valid_to, fallback_code)
    made = await row(ADD_TAX_RULE, now, asked.code, share, asked.name_es, asked.name_en, *days)
    if made is not None:
        detail = {"code": asked.code, "rate": str(share)}
        await audit.note("tax_rule.added", actor=actor, subject=f"tax_rule:{made['id']}", now=now, detail=detail)
    return made is not None
