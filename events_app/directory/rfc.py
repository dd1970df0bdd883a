"""The federal taxpayer number: its form must be right; its check digit only warns, for real ones fail it."""

from stdnum.exceptions import ValidationError
from stdnum.mx import rfc as standard

from events_app.core.forms import Mistake
from events_app.core.i18n import N_

# Given to the general public and to foreigners: they say nothing about who a company is.
GENERIC = frozenset({"XAXX010101000", "XEXX010101000"})


def rfc(text: str) -> str:
    """The number in capitals without separators: 12 characters (companies) or 13 (persons). Raises Mistake."""
    number = str(standard.compact(text))
    try:
        standard.validate(number)
    except ValidationError as error:
        raise Mistake(N_("Escribe el RFC completo: 12 o 13 letras y números, sin espacios.")) from error
    if len(number) not in (12, 13):
        raise Mistake(N_("Escribe el RFC completo: 12 o 13 letras y números, sin espacios."))
    return number


def is_doubtful(number: str) -> bool:
    """True when the check digit does not fit: worth a second look, never a refusal."""
    return bool(number) and number not in GENERIC and not standard.is_valid(number, validate_check_digits=True)
