"""What a CURP says about a child: whether it can be one, the day of birth and the sex written in it."""

from dataclasses import dataclass
from datetime import date

from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.mx import curp

from events_app.core.forms import Mistake
from events_app.core.i18n import N_

WRONG_FORM = N_("La CURP lleva 18 letras y números, como viene en el acta.")
WRONG_DAY = N_("La fecha o el estado dentro de la CURP no existen. Cópiala otra vez del acta.")
WRONG_DIGIT = N_("El último número de la CURP no coincide. Revisa que esté copiada completa.")


@dataclass(frozen=True)
class Curp:
    text: str
    birth: date
    sex: str


def read(text: str) -> Curp:
    """Raises Mistake with what to look at."""
    bare = curp.compact(text).upper().replace(".", "")
    # The library knows H and M only; since 2023 the CURP also writes X, and the check digit counts the letter itself.
    plain = f"{bare[:10]}H{bare[11:]}" if bare[10:11] == "X" else bare
    try:
        curp.validate(plain, validate_check_digits=False)
        if curp.calc_check_digit(bare) != bare[17]:
            raise InvalidChecksum()
        return Curp(bare, curp.get_birth_date(bare), bare[10])
    except InvalidChecksum as error:
        raise Mistake(WRONG_DIGIT) from error
    except InvalidComponent as error:
        raise Mistake(WRONG_DAY) from error
    except ValidationError as error:
        raise Mistake(WRONG_FORM) from error
