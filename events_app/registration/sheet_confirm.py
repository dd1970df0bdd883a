"""Confirming a company's list: what fits gets seats under one order, the rest a place in the waiting list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from events_app.core import audit, jobs, live
from events_app.core.clock import local
from events_app.core.database import execute, row, rows, transaction
from events_app.directory.import_fields import Row
from events_app.events.models import Event
from events_app.registration import (
    calling_off,
    group_emails,
    group_lifecycle,
    group_writes,
    groups,
    offering,
    seats,
    sheet_price,
    sheet_reading,
    sheet_situation,
    sheets,
    waitlist,
)
from events_app.registration.engine.sheet_rows import ENTERS, TO_MEND
from events_app.registration.errors import NothingToConfirm, SheetChanged
from events_app.registration.group_records import (
    SHEET_MOVES,
    RegistrationGroup,
    SheetRow,
    SheetStatus,
    SheetUpload,
)
from events_app.registration.group_writes import Comer
from events_app.registration.groups import Who
from events_app.registration.offers import Offer

# More rows than these are written in pieces by the worker, so that nobody else waits for a seat of the event.
AT_ONCE = 300
PIECE = 100
LOCK_COMPANY = "SELECT id FROM companies WHERE id = $1 FOR NO KEY UPDATE"
# Somebody of an earlier confirmation who gave the seat back may come again.
AGAIN = """
UPDATE sheet_rows SET written_at = NULL WHERE upload_id = $1 AND written_at IS NOT NULL
AND verdict IN ('ok', 'new_person', 'waiting_list') RETURNING id
"""
WRITTEN = """
UPDATE sheet_rows s SET written_at = $3, group_id = $4, person_id = n.person_id
FROM unnest($1::bigint[], $2::bigint[]) AS n(id, person_id) WHERE s.id = n.id RETURNING s.id
"""


@dataclass(frozen=True)
class Confirmed:
    """`later` when the worker writes the rows; `group_id` is None when everybody only waits."""

    group_id: int | None
    later: bool


@transaction
async def confirm(
    upload: SheetUpload, *, enter: int, wait: int, total: int | None = None, who: Who, now: datetime
) -> Confirmed:  # fmt: skip
    """Does what the page showed: `enter` people get seats for `total` centavos and `wait` a place in the line.

    Raises NotOnSale, SheetChanged when the seats or the people are others by now, PriceChanged, and NothingToConfirm;
    the list then stays as it was. A second press finds the first one's group.
    """
    current = await SheetUpload.select_for_update().get(id=upload.id)
    if current.status is not SheetStatus.REVIEW or await sheets.are_in(current.id, enter):
        return Confirmed(await last_group(current.id), current.status is SheetStatus.CONFIRMING)
    event = await Event.get(id=current.event_id)
    offer = await sheet_price.on_sale(current, event, locale=who.locale, now=now)
    await _still_so(current, enter=enter, wait=wait, now=now)
    due = await sheet_price.promised(current, offer, enter, total, now=now)
    group_id = await _begin(current, event, offer, enter=enter, wait=wait, who=who, now=now)
    if enter + wait > AT_ONCE:
        payload = {"upload": current.id, "group": group_id, "who": asdict(who)}
        await jobs.later("registration.write_sheet", payload, now=now, key=f"sheet:{current.id}:{now.isoformat()}")
        return Confirmed(group_id, later=True)
    while await write_piece(current.id, group_id, who=who, now=now):
        pass
    opened = await close(current.id, group_id, who=who, now=now)
    if (opened.seats if opened else 0, opened.order.total if opened and opened.order else 0) != (enter, due):
        raise SheetChanged()
    return Confirmed(group_id, later=False)


async def _still_so(upload: SheetUpload, *, enter: int, wait: int, now: datetime) -> None:
    """Raises SheetChanged when others would come in or wait than the page showed, NothingToConfirm for nobody."""
    await row(LOCK_COMPANY, upload.company_id)
    await _fresh(upload, wait, now=now)
    tally = await sheets.tally(upload)
    comes = sum(tally[verdict] for verdict in ENTERS)
    if (comes, await new_waiters(upload)) != (enter, wait):
        raise SheetChanged()
    if not enter and not wait:
        raise NothingToConfirm()


async def _begin(
    upload: SheetUpload, event: Event, offer: Offer, *, enter: int, wait: int, who: Who, now: datetime
) -> int | None:  # fmt: skip
    """The list is being written from here on; gives the draft group that keeps the price, None when all only wait."""
    price = sheet_price.frozen(offer)
    group = (
        await groups.start(event, upload.company_id, upload_id=upload.id, price=price, who=who, now=now)
        if enter
        else None
    )
    await row(AGAIN, upload.id)
    SHEET_MOVES.check(upload.status, SheetStatus.CONFIRMING)
    await SheetUpload.filter(id=upload.id).update(status=SheetStatus.CONFIRMING, progress=0, total=enter + wait)
    detail = {"enter": enter, "wait": wait, "group": group.id if group else None, "net": price.net}
    await audit.note("sheet.confirmed", actor=who.label, subject=f"sheet:{upload.id}", now=now, detail=detail)
    return group.id if group else None


async def write_all(upload_id: int, group_id: int | None, *, who: Who, now: datetime) -> None:
    """The worker's way: a transaction for each piece, so that a stop loses nothing and repeats nothing.

    Whoever confirmed gets one letter at the end: the order's, or one that says that nobody got a seat.
    """
    while await write_piece(upload_id, group_id, who=who, now=now):
        await live.announce(f"sheet:{upload_id}", {})
    opened = await close(upload_id, group_id, who=who, now=now)
    if opened is None or not opened.seats:
        await group_emails.send_without_seats(upload_id, who=who, now=now)
    await live.announce(f"sheet:{upload_id}", {})


@transaction
async def write_piece(upload_id: int, group_id: int | None, *, who: Who, now: datetime) -> int:
    """Seats or a place in the line for the next rows of the list; gives how many rows were written."""
    upload = await SheetUpload.select_for_update().get(id=upload_id)
    if upload.status is not SheetStatus.CONFIRMING or await calling_off.is_off(upload.event_id):
        return 0
    await row(LOCK_COMPANY, upload.company_id)
    wanted = SheetRow.filter(upload_id=upload_id, written_at=None, verdict__in=("ok", "new_person", "waiting_list"))
    stored = await wanted.order_by("number").limit(PIECE)
    if not stored:
        return 0
    people = await _people(upload, stored, now=now)
    coming = [each.id for each in stored if each.verdict in ENTERS and group_id is not None]
    seated = await _seat(upload, group_id, [people[each] for each in coming], now=now) if group_id else set()
    line = [people[each.id] for each in stored if people[each.id] not in seated]
    await waitlist.join_many(
        upload.event_id, int(upload.ticket_type_id or 0), list(dict.fromkeys(line)), company_id=upload.company_id,
        group_id=group_id, actor=who.label, now=now,
    )  # fmt: skip
    ids = [each.id for each in stored]
    await rows(WRITTEN, ids, [people[each] for each in ids], now, group_id)
    await execute("UPDATE sheet_uploads SET progress = least(total, progress + $2) WHERE id = $1", upload_id, len(ids))
    return len(stored)


@transaction
async def close(upload_id: int, group_id: int | None, *, who: Who, now: datetime) -> groups.Opened | None:
    """Prices the group and opens the list again for the rows that still ask for something.

    Of an event that was cancelled meanwhile nobody keeps a seat; None without a group.
    """
    upload = await SheetUpload.select_for_update().get(id=upload_id)
    if group_id is not None and await calling_off.is_off(upload.event_id):
        await group_lifecycle.cancel_all(group_id, actor="system", reason=calling_off.CALLED_OFF, now=now)
    opened = await groups.finish(group_id, who=who, now=now) if group_id is not None else None
    if upload.status is not SheetStatus.CONFIRMING:
        return opened
    tally = await sheets.tally(upload)
    to = SheetStatus.REVIEW if any(tally[verdict] for verdict in TO_MEND) else SheetStatus.DONE
    await SheetUpload.filter(id=upload_id).update(status=to, finished_at=now, progress=upload.total)
    await sheets.judge_again(upload, now=now)
    return opened


async def _fresh(upload: SheetUpload, wait: int, *, now: datetime) -> None:
    """The rows as they stand now; if some would wait, expired holds and offers are given back first."""
    if wait:
        await seats.recycle(upload.event_id, now)
        await offering.expire(upload.event_id, now)
        await offering.give_out(upload.event_id, now)
    await sheets.judge_again(upload, now=now)


async def new_waiters(upload: SheetUpload) -> int:
    found = await row(
        "SELECT count(*)::int AS n FROM sheet_rows WHERE upload_id = $1 AND verdict = 'waiting_list' "
        'AND NOT reasons @> \'[{"code": "waits_already"}]\'::jsonb',
        upload.id,
    )
    return int((found or {"n": 0})["n"])


async def _people(upload: SheetUpload, stored: Sequence[SheetRow], *, now: datetime) -> dict[int, int]:
    """The person of each row, new ones written down, by the row's id."""
    found = [Row(each.number, each.cells, dict(each.mended)) for each in stored]
    read = sheet_reading.read(upload.headers, upload.columns, found)
    comers = [Comer(each.id, each.person_id, one.values) for each, one in zip(stored, read, strict=True)]
    today = local(now).date()
    return await group_writes.people_of(comers, upload.company_id, now=now, today=today)


async def _seat(
    upload: SheetUpload, group_id: int, people: list[int], *, now: datetime
) -> set[int]:  # fmt: skip
    """The people who got a seat (or had one): guarded counters first, what is left over goes back."""
    type_id, group = int(upload.ticket_type_id or 0), await RegistrationGroup.get(id=group_id)
    taken = await group_writes.take(upload.event_id, type_id, len(people)) if people else None
    if taken is None:
        return set()
    allowed = min(taken.seats, await _company_may(upload, taken.seats, now=now))
    chosen = people[:allowed]
    made = await group_writes.register_many(
        upload.event_id, type_id, chosen, taken, company_id=upload.company_id, group_id=group_id,
        price=await sheet_price.of_group(group), hold_expires_at=group.hold_expires_at or now, now=now,
    )  # fmt: skip
    if taken.seats > len(made):
        await seats.give_back(upload.event_id, type_id, taken.seats - len(made))
    return set(chosen)


async def _company_may(upload: SheetUpload, seats_taken: int, *, now: datetime) -> int:
    """How many of the seats just taken the event's limit leaves to the company; asked under the event's lock."""
    stands = await sheet_situation.situation(upload, [], [], now=now)
    return seats_taken if stands.company_may is None else stands.company_may


async def last_group(upload_id: int) -> int | None:
    found: dict[str, Any] | None = await row(
        "SELECT id FROM registration_groups WHERE upload_id = $1 ORDER BY id DESC LIMIT 1", upload_id
    )
    return int(found["id"]) if found else None
