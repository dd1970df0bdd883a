"""Passwords: argon2id in a small pool of threads, away from the pages, and the list of those that everybody uses."""

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from events_app.accounts.engine.weak import SHORTEST as SHORTEST
from events_app.accounts.engine.weak import Weakness, weakness
from events_app.core.errors import Unavailable
from events_app.core.i18n import N_
from events_app.core.settings import settings

T = TypeVar("T")

# 32 MiB and three passes are above OWASP's least (19 MiB, two passes); two at a time keep a process small.
HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1, hash_len=32, salt_len=16)
# The hash of a random text that nobody kept: checked when there is no user, so that a stranger takes as long.
NOBODY = "$argon2id$v=19$m=32768,t=3,p=1$PCT0cuMVXva+1jUtfsntjA$4Pfi811O/YtA6UHgOqOUlYMbM+5/gwgpn1rMc7dsDe0"
MOST_WAITING = 32
WORDS = Path(__file__).parent / "common_passwords.txt"

REFUSALS = {
    Weakness.SHORT: N_("Usa al menos 10 caracteres. Una frase corta es fácil de recordar."),
    Weakness.COMMON: N_("Es de las primeras que prueba quien quiere entrar sin permiso. Elige otra."),
    Weakness.PREDICTABLE: N_(
        "Sigue el orden del teclado o se repite. Elige otra; varias palabras sueltas funcionan bien."
    ),
    Weakness.PERSONAL: N_("Se parece a tu nombre, a tu correo o a la asociación. Elige otra."),
}


class Pool:
    """Two threads and a short line; whoever finds the line full is told to come back, instead of waiting for ever."""

    def __init__(self, threads: int = 2, most_waiting: int = MOST_WAITING) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._most = threads + most_waiting
        self._busy = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Raises Unavailable when too many are waiting."""
        if self._busy >= self._most:
            raise Unavailable(retry_after=3)
        self._busy += 1
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work)
        future.add_done_callback(lambda done: self._leave(done, loop))
        return await asyncio.wrap_future(future)

    def _leave(self, _done: Future[T], loop: asyncio.AbstractEventLoop) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._one_less)

    def _one_less(self) -> None:
        self._busy -= 1


_pool = Pool()


async def hashed(password: str) -> str:
    """The argon2id hash to store."""
    return await _pool.run(lambda: HASHER.hash(_normal(password)))


async def matches(stored: str | None, password: str) -> bool:
    """True when the password is the one behind `stored`; without one it takes as long and is False."""
    known = await _pool.run(lambda: _verified(stored or NOBODY, _normal(password)))
    return known and stored is not None


def is_outdated(stored: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def refusal(password: str, personal: Iterable[str] = ()) -> str | None:
    """Why a new password is refused, as a Spanish sentence to translate; None when it is good."""
    association = settings().association
    known = (*personal, "convoca", association.short_name, association.name)
    weak = weakness(_normal(password), common_words(), known)
    return REFUSALS[weak] if weak else None


@cache
def common_words() -> frozenset[str]:
    """The bundled list, read once."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def _verified(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """One form for the letters that keyboards write in two ways (ñ as one sign or as n and a tilde)."""
    return unicodedata.normalize("NFKC", password)
