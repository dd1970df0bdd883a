"""What a role may be limited to: a company, an event, a committee. wiring.py introduces their rooms."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from events_app.core.i18n import N_, _

Things = Callable[[], Awaitable[dict[int, str]]]
EVERYWHERE = N_("Toda la asociación")
TITLES = {"company": N_("Empresa"), "event": N_("Evento"), "committee": N_("Comité")}


@dataclass(frozen=True)
class ScopeGroup:
    """The choices of one kind: pairs of a scope such as "company:5" and its name."""

    title: str
    options: tuple[tuple[str, str], ...]


_things: dict[str, Things] = {}


def register(kind: str, things: Things) -> None:
    """`things` gives the names by id of everything of this kind ("company", "event", "committee")."""
    if kind not in TITLES:
        raise ValueError(f"a role cannot be limited to a {kind!r}")
    _things[kind] = things


async def scope_groups() -> tuple[ScopeGroup, ...]:
    """Everything a role may be limited to, by kind and in the order of names."""
    return tuple([await _group(kind) for kind in TITLES if kind in _things])


def scopes_in(groups: tuple[ScopeGroup, ...]) -> frozenset[str]:
    """Every scope there is to choose, "" (everywhere) included."""
    return frozenset({""}) | {scope for group in groups for scope, _name in group.options}


def scope_namer(groups: tuple[ScopeGroup, ...]) -> Callable[[str], str]:
    """What to call a scope; one that its owner no longer lists is called by its kind and number."""
    names = {scope: name for group in groups for scope, name in group.options}

    def name(scope: str) -> str:
        kind, _colon, number = scope.partition(":")
        return names.get(scope) or (f"{_(TITLES[kind])} {number}" if kind in TITLES else _(EVERYWHERE))

    return name


def kind_of(scope: str) -> str:
    """The kind in a scope: "company" for "company:5", "" for everywhere."""
    return scope.partition(":")[0]


async def _group(kind: str) -> ScopeGroup:
    names = await _things[kind]()
    ordered = sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))
    return ScopeGroup(_(TITLES[kind]), tuple((f"{kind}:{number}", name) for number, name in ordered))
