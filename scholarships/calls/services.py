"""What is done to a call: made, copied, changed while a draft, opened under its hash, extended in the sight of all."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from events_app.core import audit, sealed, tokens
from events_app.core.database import transaction
from events_app.core.i18n import N_, _, use_locale
from events_app.core.search import search_key
from scholarships.calls import usual
from scholarships.calls.errors import CallFrozen, CallNotLonger, CallNotReady
from scholarships.calls.models import MOVES, Call, CallEvent, CallEventKind, CallStatus
from scholarships.calls.rules import Rubric, Rules, hash_of, rubric_of, rules_of

Values = Mapping[str, Any]
_KIND = {
    CallStatus.OPEN: CallEventKind.OPENED,
    CallStatus.CLOSED: CallEventKind.CLOSED,
    CallStatus.REVIEWING: CallEventKind.REVIEW,
    CallStatus.DECIDING: CallEventKind.DECIDING,
    CallStatus.PUBLISHED: CallEventKind.PUBLISHED,
    CallStatus.FINISHED: CallEventKind.FINISHED,
    CallStatus.CANCELLED: CallEventKind.CANCELLED,
}
COPIED = ("committee_id", "currency", "budget", "rules", "rubric", "minimum_readings", "privacy_text",
          "privacy_text_en")  # fmt: skip


@transaction
async def create(values: Values, *, copied_from: Call | None, actor: str, now: datetime) -> Call:
    """A draft: last year's rules when it is a copy, else the usual ones; its lottery is sworn from the first day."""
    inherited = {name: getattr(copied_from, name) for name in COPIED} if copied_from else {}
    start = {"rules": usual.RULES, "rubric": usual.RUBRIC} | _usual_privacy() | inherited
    if values.get("privacy_text"):
        start["privacy_text_en"] = ""
    call = Call(**start | {name: value for name, value in values.items() if value not in ("", None)})
    call.slug = await _free_slug(call)
    call.copied_from_id = copied_from.id if copied_from else None
    secret = secrets.token_hex(16)
    call.lottery_hash = tokens.digest(secret)
    call.lottery_secret = sealed.seal(secret, place=lottery_place(call))
    await call.save()
    await _tell(call, CallEventKind.CREATED, actor=actor, now=now)
    return call


def _usual_privacy() -> dict[str, str]:
    texts = {}
    for field, language in (("privacy_text", "es-MX"), ("privacy_text_en", "en")):
        with use_locale(language):
            texts[field] = _(usual.PRIVACY)
    return texts


def lottery_place(call: Call) -> str:
    """What the sealed secret of a call's lottery is bound to."""
    return f"call:{call.code}:lottery"


@transaction
async def change(call: Call, values: Values, *, actor: str, now: datetime) -> None:
    """Raises CallFrozen once the call has opened; only the moment of the results may change after that."""
    found = await _locked(call)
    if found.status is not CallStatus.DRAFT:
        raise CallFrozen()
    await found.update_from_dict(dict(values)).save()
    await audit.note(
        "call.changed", actor=actor, subject=f"call:{call.id}", now=now, detail={"fields": sorted(map(str, values))}
    )


@transaction
async def put_part(call: Call, part: str, key: str, value: Values, *, actor: str, now: datetime) -> None:
    """Adds or replaces a level, a document, a question … (`part` of the rules, or "criteria"); `key` "" adds."""
    found = await _locked(call)
    parts = parts_of(found, part)
    place = next((number for number, each in enumerate(parts) if part_key(each) == key), None) if key else None
    kept = dict(value)
    parts[len(parts) if place is None else place : len(parts) if place is None else place + 1] = [kept]
    await _keep_parts(found, part, parts, actor=actor, now=now)


@transaction
async def drop_part(call: Call, part: str, key: str, *, actor: str, now: datetime) -> None:
    """Takes a level, a document, a question … out; doing it twice is harmless."""
    found = await _locked(call)
    left = [each for each in parts_of(found, part) if part_key(each) != key]
    await _keep_parts(found, part, left, actor=actor, now=now)


def parts_of(call: Call, part: str) -> list[dict[str, Any]]:
    return list((call.rubric if part == "criteria" else call.rules).get(part, []))


def part_key(value: Values) -> str:
    """What names a part among its kind; a quota has no key of its own."""
    return str(value.get("key") or f"{value.get('attribute')}={value.get('value')}")


@transaction
async def move(
    call: Call, to: CallStatus, *, actor: str, now: datetime, reason: str = "", detail: Values | None = None
) -> Call:
    """The one door of a call's status; tells the story that everybody reads. Raises IllegalMove."""
    found = await _locked(call)
    MOVES.check(found.status, to)
    found.status = to
    if to is CallStatus.PUBLISHED:
        found.published_at = now
    await found.save()
    await _tell(found, _KIND[to], actor=actor, now=now, reason=reason, detail=detail)
    return found


@transaction
async def open_call(call: Call, *, actor: str, now: datetime) -> Call:
    """Freezes the rules under their hash and opens. Raises CallNotReady with all that is missing."""
    found = await _locked(call)
    missing = lacking(found, now)
    if missing:
        raise CallNotReady(missing="; ".join(missing))
    found.rules_hash, found.frozen_at = hash_of(found), now
    await found.save()
    return await move(found, CallStatus.OPEN, actor=actor, now=now, detail={"rules_hash": found.rules_hash})


def lacking(call: Call, now: datetime) -> list[str]:
    """What a draft still needs before it may open, in words."""
    try:
        rules, rubric = rules_of(call), rubric_of(call)
    except ValidationError:
        return [_("hay una regla mal escrita")]
    wanted = {
        N_("agrega al menos un nivel con su monto"): bool(rules.levels),
        N_("agrega al menos un criterio a la rúbrica"): bool(rubric.criteria),
        N_("escribe el aviso de privacidad y su versión"): bool(call.privacy_version and call.privacy_text),
        N_("agrega al menos un fin de los datos que sea obligatorio"): any(each.required for each in rules.purposes),
        N_("el cierre tiene que estar en el futuro"): call.closes_at > now,
        N_("el presupuesto no alcanza para una sola beca"): _pays_one(call, rules),
        N_("un nivel pide un documento que no está en la lista"): _knows_documents(rules),
        N_("los mínimos por nivel cuestan más que el presupuesto"): _affords_minima(call, rules),
    }
    return [_(words) for words, is_so in wanted.items() if not is_so]


@transaction
async def close(call: Call, *, actor: str, now: datetime) -> None:
    """Closes a call whose deadline has passed; one that was extended meanwhile stays open."""
    found = await _locked(call)
    if found.status is CallStatus.OPEN and found.deadline < now:
        await move(found, CallStatus.CLOSED, actor=actor, now=now)


@transaction
async def extend(call: Call, until: datetime, *, reason: str, actor: str, now: datetime) -> Call:
    """A later deadline, with its reason, for all; a call that had closed opens again. Raises CallNotLonger."""
    found = await _locked(call)
    if found.status is CallStatus.CLOSED:
        MOVES.check(found.status, CallStatus.OPEN)
        found.status = CallStatus.OPEN
    elif found.status is not CallStatus.OPEN:
        MOVES.check(found.status, CallStatus.OPEN)
    if until <= max(found.deadline, now):
        raise CallNotLonger()
    before, found.extended_until = found.deadline, until
    await found.save()
    detail = {"before": before.isoformat(), "until": until.isoformat()}
    await _tell(found, CallEventKind.EXTENDED, actor=actor, now=now, reason=reason, detail=detail)
    return found


async def _locked(call: Call) -> Call:
    return await Call.select_for_update().get(id=call.id)


async def _keep_parts(call: Call, part: str, parts: list[dict[str, Any]], *, actor: str, now: datetime) -> None:
    if call.status is not CallStatus.DRAFT:
        raise CallFrozen()
    if part == "criteria":
        call.rubric = {**call.rubric, part: parts}
        Rubric.model_validate(call.rubric)
    else:
        call.rules = {**call.rules, part: parts}
        Rules.model_validate(call.rules)
    await call.save()
    await audit.note("call.changed", actor=actor, subject=f"call:{call.id}", now=now, detail={"fields": [part]})


async def _tell(
    call: Call, kind: CallEventKind, *, actor: str, now: datetime, reason: str = "", detail: Values | None = None
) -> None:
    await CallEvent.create(call_id=call.id, kind=kind, at=now, actor=actor, reason=reason, detail=dict(detail or {}))
    await audit.note(f"call.{kind}", actor=actor, subject=f"call:{call.id}", now=now, detail=dict(detail or {}))


async def _free_slug(call: Call) -> str:
    """The name as a path, with a number behind it when another call has it."""
    base = "-".join(search_key(call.name).split())[:50] or f"becas-{call.year}"
    taken = {each.slug for each in await Call.filter(slug__startswith=base).only("id", "slug")}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1_000))) if slug not in taken)


def _pays_one(call: Call, rules: Rules) -> bool:
    return any(call.budget >= level.amount for level in rules.levels)


def _knows_documents(rules: Rules) -> bool:
    return all(rules.document(key) for level in rules.levels for key in level.documents)


def _affords_minima(call: Call, rules: Rules) -> bool:
    needed = sum(level.amount * level.places_min for level in rules.levels)
    return bool(needed <= call.budget)
