"""What people type to come in, about themselves, and about the users they invite."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo, model_validator

from events_app.accounts import passwords
from events_app.accounts.permissions import scope_fits
from events_app.accounts.scopes import kind_of
from events_app.core.access import Role
from events_app.core.fields import Day, Email, PersonName
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.core.settings import LOCALES


def _six_digits(text: Any) -> Any:
    digits = "".join(letter for letter in str(text) if letter not in " -·.")
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        raise Mistake(N_("El código tiene 6 cifras. Míralo en el correo que te enviamos."))
    return digits


def _locale(text: Any) -> Any:
    if text not in LOCALES:
        raise Mistake(N_("Elige una de las opciones."))
    return text


def _strong(text: str, info: ValidationInfo) -> str:
    refusal = passwords.refusal(text, (info.context or {}).get("personal", ()))
    if refusal:
        raise Mistake(refusal)
    return text


Secret = Annotated[str, StringConstraints(max_length=200)]
Locale = Annotated[str, BeforeValidator(_locale)]
Scope = Annotated[str, StringConstraints(max_length=40)]


class AskForLink(Form):
    email: Email
    next: Annotated[str, StringConstraints(max_length=2000)] = ""


class PasswordEntry(Form):
    """The address is `account` here, because both ways in stand on one page."""

    account: Email
    password: Secret
    next: Annotated[str, StringConstraints(max_length=2000)] = ""


class CodeEntry(Form):
    code: Annotated[str, BeforeValidator(_six_digits)]


class Profile(Form):
    name: PersonName
    locale: Locale


class NewPassword(Form):
    current: Secret = ""
    password: Annotated[Secret, AfterValidator(_strong)]


class RemovePassword(Form):
    present: Secret


class _RoleFields(Form):
    """Role, scope and term as they are typed; the rules between them are one check."""

    scope: Scope = ""
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _term_in_order(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise Mistake(N_("La fecha de término es anterior a la de inicio."))
        return self

    def first_day(self, today: date) -> date:
        return self.starts_on or today


class NewRole(_RoleFields):
    role: Role

    @property
    def scope_fits(self) -> bool:
        return scope_fits(self.role, kind_of(self.scope))


class Invitation(_RoleFields):
    """`roles` may be several; the scope is used by those that take one."""

    name: PersonName
    email: Email
    locale: Locale = LOCALES[0]
    roles: list[Role] = []
