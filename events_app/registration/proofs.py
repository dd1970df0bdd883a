"""The mailed code that proves an address of the company's domain, and with it the member's price."""

from datetime import datetime, timedelta

from events_app.core import mail
from events_app.core.database import row, transaction
from events_app.core.limits import hit
from events_app.core.tokens import digest, keyed_digest, new_code6, new_secret
from events_app.directory.models import Company
from events_app.directory.queries import owns_email
from events_app.events.models import Event
from events_app.registration.models import EmailProof

LIFE = timedelta(minutes=15)
# One statement counts the try and accepts it, so that six digits cannot be guessed in parallel.
TRY = """
UPDATE email_proofs SET attempts = attempts + 1,
    proved_at = CASE WHEN code_hash = $2 THEN $3::timestamptz ELSE proved_at END
WHERE token_hash = $1 AND attempts < 5 AND expires_at > $3 AND event_id = $4 AND company_id = $5 AND email = $6
RETURNING code_hash = $2 AS right
"""


def domain_matches(email: str | None, company: Company | None) -> bool:
    """True when the address is of one of the company's own domains."""
    return bool(email and company and owns_email(company, email))


async def ask(email: str, company: Company, event: Event, *, locale: str, address: str, now: datetime) -> str:
    """Mails six digits and gives the secret that the form carries beside them."""
    await hit("proof-address", address, limit=30, per=timedelta(minutes=10), now=now)
    await hit("proof-email", email, limit=3, per=timedelta(minutes=10), now=now)
    return await _ask(email, company, event, locale=locale, now=now)


@transaction
async def _ask(email: str, company: Company, event: Event, *, locale: str, now: datetime) -> str:
    secret, code = new_secret(), new_code6()
    proof = await EmailProof.create(
        token_hash=digest(secret),
        code_hash=_code_hash(secret, code),
        email=email,
        event_id=event.id,
        company_id=company.id,
        expires_at=now + LIFE,
    )
    context = {"code": code, "event": event.title(locale), "company": company.display_name, "minutes": 15}
    await mail.send_later(
        "company_code", to=email, locale=locale, context=context, reason=f"email-proof:{proof.id}", now=now
    )
    return secret


async def check(secret: str, code: str, *, email: str, company_id: int, event_id: int, now: datetime) -> bool:
    """True when the digits are right; five tries in fifteen minutes."""
    tried = await row(TRY, digest(secret), _code_hash(secret, code.replace(" ", "")), now, event_id, company_id, email)
    return bool(tried and tried["right"])


def _code_hash(secret: str, code: str) -> str:
    return keyed_digest(f"{secret}:{code}", "email-proof")
