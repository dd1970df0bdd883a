"""Reads a bank's list: which column is which, its days and its amounts, as the common banks write them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

NAMES: Mapping[str, tuple[str, ...]] = {
    "day": (
        "fecha de operacion", "fecha operacion", "fecha", "dia", "fecha movimiento", "fecha valor", "posting date",
        "transaction date", "date",
    ),
    "deposit": ("depositos", "deposito", "abonos", "abono", "creditos", "credito", "credit", "credits", "deposit"),
    "withdrawal": ("retiros", "retiro", "cargos", "cargo", "debitos", "debito", "debit", "debits", "withdrawal"),
    "amount": ("importe", "monto", "cantidad", "amount"),
    "sign": ("cargo abono", "tipo de movimiento", "tipo", "naturaleza", "signo", "details"),
    "description": (
        "descripcion", "concepto referencia", "concepto", "descripcion de operacion", "movimiento", "detalle",
        "description", "memo",
    ),
    "reference": (
        "referencia", "referencia numerica", "clave de rastreo", "clave rastreo", "folio", "autorizacion", "reference",
        "check or slip",
    ),
    "more": (
        "descripcion detallada", "concepto de pago", "concepto pago", "ordenante", "nombre ordenante",
        "rfc ordenante", "cuenta ordenante", "leyenda", "observaciones",
    ),
}  # fmt: skip
MONTHS = {name: place for place, name in enumerate(
    ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"), start=1
)} | {"jan": 1, "apr": 4, "aug": 8, "dec": 12}  # fmt: skip
PLUS = ("+", "abono", "a", "credit", "credito", "deposito", "c", "h", "haber")
MINUS = ("-", "cargo", "debit", "debito", "retiro", "d", "debe")


@dataclass(frozen=True)
class Deposit:
    """Money that came in on a day, in centavos, with everything that the bank wrote beside it."""

    number: int
    day: date
    description: str
    reference: str
    amount: int


@dataclass(frozen=True)
class Read:
    """What a file says: its deposits, how many rows take money out, and the numbers of the rows nobody can read."""

    deposits: tuple[Deposit, ...]
    withdrawals: int
    unread: tuple[int, ...]


def plain(text: str) -> str:
    """Lower case without accents or signs, single spaces."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", bare.encode("ascii", "ignore").decode()).split())


def columns(headers: Sequence[str]) -> dict[str, list[int]]:
    """The columns of each field, the best name first; several only for `more` (all that may name the payer)."""
    found: dict[str, list[int]] = {}
    folded = [plain(header) for header in headers]
    taken: set[int] = set()
    for field, names in NAMES.items():
        mine = [place for name in names for place, header in enumerate(folded) if header == name and place not in taken]
        if mine:
            found[field] = mine if field == "more" else mine[:1]
            taken.update(found[field])
    return found


def is_heading(row: Sequence[str]) -> bool:
    """True for the row of a bank's file that names its columns."""
    return is_enough(columns(row))


def is_enough(found: Mapping[str, Sequence[int]]) -> bool:
    """A day, some words and an amount are needed."""
    words = "description" in found or "reference" in found or "more" in found
    return "day" in found and words and ("deposit" in found or "amount" in found)


def read(headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Read:
    """The deposits of a bank's list. Days are day first, unless the column itself shows that the month is first."""
    found = columns(headers)
    month_first = _month_first(headers[found["day"][0]], [row[found["day"][0]] for row in rows])
    deposits, unread, withdrawals = [], [], 0
    for row, number in zip(rows, numbers, strict=True):
        day = day_of(row[found["day"][0]], month_first=month_first)
        amount = _deposit(row, found)
        if day is None or amount is None:
            unread.append(number)
        elif amount <= 0:
            withdrawals += 1
        else:
            deposits.append(Deposit(number, day, _description(row, found), _cell(row, found, "reference")[:80], amount))
    return Read(tuple(deposits), withdrawals, tuple(unread))


def centavos(text: str) -> int | None:
    """ "$1,234.50", "1.234,50", "(300.00)" or "-300" in centavos; 0 for an empty cell; None when it is no amount."""
    bare = re.sub(r"(?i)[\s$]|mxn|usd", "", text).lstrip("'")
    if bare in ("", "-", "—"):
        return 0
    negative = bare.startswith("(") and bare.endswith(")") or bare.startswith(("-", "−")) or bare.endswith("-")
    bare = bare.strip("()-−+")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}|\d+,\d{1,2}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    bare = bare.replace(",", "")
    if not re.fullmatch(r"\d{1,12}(\.\d+)?", bare):
        return None
    try:
        value = Decimal(bare) * 100
    except InvalidOperation:
        return None
    if value != value.to_integral_value():
        return None
    return -int(value) if negative else int(value)


def until(told: Read, last: date) -> Read:
    """The same without days to come: no bank has them yet, so their date was misread."""
    ahead = [each.number for each in told.deposits if each.day > last]
    known = tuple(each for each in told.deposits if each.day <= last)
    return Read(known, told.withdrawals, tuple(sorted({*told.unread, *ahead})))


def day_of(text: str, *, month_first: bool = False) -> date | None:
    """2026-11-20, 20/11/2026, 20-11-26, 20/nov/2026, 20 Nov 2026 or 20112026; None when it is no day."""
    bare = (
        text.strip().strip("'").split(" ")[0] if re.match(r"'?\d{1,4}[/.-]", text.strip()) else text.strip().strip("'")
    )
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", bare):
        year, month, day = (int(each) for each in bare.split("-"))
        return _date(year, month, day)
    if re.fullmatch(r"\d{8}", bare):
        iso = _date(int(bare[:4]), int(bare[4:6]), int(bare[6:])) if 2000 <= int(bare[:4]) <= 2100 else None
        return iso or _date(int(bare[4:]), int(bare[2:4]), int(bare[:2]))
    parts = re.split(r"[/.\- ]+", bare)
    if len(parts) != 3 or not parts[0].isdecimal() or not parts[2].isdecimal():
        return None
    year = int(parts[2]) + (2000 if len(parts[2]) == 2 else 0)
    if not parts[1].isdecimal():
        return _date(year, MONTHS.get(plain(parts[1])[:3], 0), int(parts[0]))
    first, second = int(parts[0]), int(parts[1])
    return _date(year, first, second) if month_first else _date(year, second, first)


def _deposit(row: Sequence[str], found: Mapping[str, Sequence[int]]) -> int | None:
    if "deposit" in found:
        amount = centavos(_cell(row, found, "deposit"))
        out = centavos(_cell(row, found, "withdrawal"))
        if amount is None or (amount == 0 and not out and "amount" not in found):
            return None
        return amount
    amount = centavos(_cell(row, found, "amount"))
    sign = plain(_cell(row, found, "sign")) or _cell(row, found, "sign").strip()
    if not amount:
        return None
    return -abs(amount) if sign in MINUS else abs(amount) if sign in PLUS else amount


def _description(row: Sequence[str], found: Mapping[str, Sequence[int]]) -> str:
    words = [row[place] for field in ("description", "more") for place in found.get(field, ()) if row[place]]
    return " · ".join(dict.fromkeys(words))[:300]


def _cell(row: Sequence[str], found: Mapping[str, Sequence[int]], field: str) -> str:
    return row[found[field][0]] if field in found else ""


def _month_first(header: str, cells: Sequence[str]) -> bool:
    pairs = [re.match(r"'?(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", cell.strip()) for cell in cells]
    numbers = [(int(pair.group(1)), int(pair.group(2))) for pair in pairs if pair]
    if any(first > 12 for first, _second in numbers):
        return False
    if any(second > 12 for _first, second in numbers):
        return True
    return plain(header).endswith("date")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year <= 2100 else None
    except ValueError:
        return None
