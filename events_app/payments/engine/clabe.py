"""The eighteen digits of a Mexican bank account: its check digit, and how people read it aloud."""

WEIGHTS = (3, 7, 1)
LENGTH = 18


def check_digit(first: str) -> str:
    """The last digit of a CLABE whose first seventeen are these (Banco de México: weights 3, 7, 1, modulo ten)."""
    if len(first) != LENGTH - 1 or not (first.isascii() and first.isdigit()):
        raise ValueError(f"a CLABE begins with {LENGTH - 1} digits")
    total = sum(int(digit) * WEIGHTS[place % 3] % 10 for place, digit in enumerate(first))
    return str(-total % 10)


def is_valid(text: str) -> bool:
    """Eighteen digits of which the last one checks the others."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]


def grouped(text: str) -> str:
    """Bank, city, account and check digit apart, as banks print it: 646 180 12345678901 2."""
    return f"{text[:3]} {text[3:6]} {text[6:17]} {text[17:]}" if len(text) == LENGTH else text
