"""Whole centavos with a currency: never a float, never two currencies in one sum."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Self

CURRENCIES = ("MXN", "USD")
MOST_DIGITS = 30


class MixedCurrencies(ValueError):
    """Two currencies met in one sum or comparison."""


@dataclass(frozen=True)
class Money:
    """`amount` is in centavos (or cents); `currency` an ISO 4217 code."""

    amount: int
    currency: str = "MXN"

    @classmethod
    def of(cls, text: str | Decimal | int, currency: str = "MXN") -> Self:
        """Reads pesos such as "1500.00"; raises ValueError with more than two decimals."""
        try:
            pesos = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"not an amount: {text!r}") from error
        # The exponent is looked at first: 1e999999999 would be written out digit by digit.
        if not pesos.is_finite() or abs(pesos.adjusted()) > MOST_DIGITS:
            raise ValueError(f"not an amount: {text!r}")
        centavos = Fraction(pesos) * 100
        if centavos.denominator != 1:
            raise ValueError(f"not a whole number of centavos: {text!r}")
        return cls(centavos.numerator, currency)

    @property
    def decimal(self) -> Decimal:
        return (Decimal(self.amount) / 100).quantize(Decimal("0.01"))

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.amount + other.amount, self.currency)

    def __sub__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.amount - other.amount, self.currency)

    def __mul__(self, times: int) -> Self:
        return type(self)(self.amount * times, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount, self.currency)

    def __lt__(self, other: Self) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Self) -> bool:
        return self == other or self < other

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return str(self.decimal)

    def share(self, rate: Decimal | Fraction) -> Self:
        """`rate` of this amount, exact, then rounded half up to the centavo (how the tax authority rounds)."""
        exact = self.amount * Fraction(rate)
        rounded = int(abs(exact) + Fraction(1, 2))
        return type(self)(rounded if exact >= 0 else -rounded, self.currency)

    def split(self, parts: int) -> list[Self]:
        """Parts that add up to the whole; the first ones take the odd centavos."""
        if parts < 1:
            raise ValueError("parts must be at least 1")
        each, odd = divmod(self.amount, parts)
        return [type(self)(each + (1 if index < odd else 0), self.currency) for index in range(parts)]

    def _same(self, other: Self) -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} with {other.currency}")


class HasAmount:
    """A row with an `amount` in centavos of its `currency`."""

    amount: Any
    currency: Any

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class HasPrice:
    """A row with a price in centavos of its `currency`: net, tax and their total."""

    net: Any
    tax: Any
    total: Any
    currency: Any

    @property
    def net_money(self) -> Money:
        return Money(self.net, self.currency)

    @property
    def tax_money(self) -> Money:
        return Money(self.tax, self.currency)

    @property
    def total_money(self) -> Money:
        return Money(self.total, self.currency)
