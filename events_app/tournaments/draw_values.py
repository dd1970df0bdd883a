"""What goes into a draw and what comes out: the public input, groups or order, and the steps to read aloud."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from events_app.tournaments.engine import by_hand, drawn_plan
from events_app.tournaments.engine.brackets import places
from events_app.tournaments.engine.draw import Entrant, Id, draw, letter
from events_app.tournaments.engine.draw_bracket import draw_bracket
from events_app.tournaments.engine.plan import as_json
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import Format
from events_app.tournaments.models import Division
from events_app.tournaments.options import Options, options_of

BRACKETS = (Format.SINGLE, Format.DOUBLE)


@dataclass(frozen=True)
class Proposal:
    """Team ids in the order of seeds, the sizes of the groups (none without groups), and the steps."""

    order: tuple[int, ...]
    sizes: tuple[int, ...]
    steps: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        steps = [{"key": each.key, "params": dict(each.params)} for each in self.steps]
        return {"order": list(self.order), "sizes": list(self.sizes), "steps": steps}


def fewest(division: Division) -> int:
    """The teams without which the format cannot be played."""
    return 2 * options_of(division.options).groups if division.format is Format.GROUPS else 2


def input_of(division: Division, teams: Sequence[Team]) -> dict[str, Any]:
    """Everything of `compute draw` but the seed: teams by name, with company and pot. Order and bracket draw as one
    group, where each seeded team has a pot of its own."""
    options = options_of(division.options)
    entries = [
        {"id": team.name, "company": _company(team), "pot": pot}
        for team, pot in zip(teams, _pots(division, teams), strict=True)
    ]
    asked: dict[str, Any] = {"entries": entries, "groups": options.groups if division.format is Format.GROUPS else 1}
    return asked | ({"keep_apart": "company"} if options.apart and division.format is Format.GROUPS else {})


def drawn(division: Division, teams: Sequence[Team], seed: str) -> Proposal:
    """The draw with this seed. Raises NoDraw."""
    entrants, ids = _entrants(division, teams), {team.name: team.id for team in teams}
    if division.format is Format.GROUPS:
        made = draw(entrants, options_of(division.options).groups, seed=seed)
        order = tuple(ids[str(name)] for group in made.groups for name in group)
        return Proposal(order, tuple(len(group) for group in made.groups), made.steps)
    if division.format in BRACKETS:
        heads = sum(team.seed is not None for team in teams)
        names = draw_bracket(entrants, heads, seed=seed)
        return Proposal(
            tuple(ids[str(name)] for name in names), (), tuple(_bracket_steps([str(n) for n in names], heads))
        )
    made = draw([Entrant(each.id, each.pot) for each in entrants], 1, seed=seed)
    names = made.groups[0]
    return Proposal(tuple(ids[str(name)] for name in names), (), tuple(_order_steps([str(name) for name in names])))


def arranged(division: Division, teams: Sequence[Team], placed: Mapping[int, int]) -> Proposal:
    """What the committee placed by hand, already without objections."""
    if division.format is not Format.GROUPS:
        order = tuple(sorted(placed, key=lambda id_: placed[id_]))
        return Proposal(order, (), ())
    groups: dict[int, list[int]] = defaultdict(list)
    for team in teams:
        groups[placed[team.id]].append(team.id)
    members = [groups[place] for place in sorted(groups)]
    return Proposal(tuple(id_ for group in members for id_ in group), tuple(map(len, members)), ())


def objections(division: Division, teams: Sequence[Team], placed: Mapping[int, int]) -> tuple[Reason, ...]:
    """What is wrong with a placing by hand, with the teams' names."""
    names = {team.id: team.name for team in teams}
    by_name: dict[Id, int] = {names.get(id_, str(id_)): place for id_, place in placed.items()}
    entrants, options = _entrants(division, teams), options_of(division.options)
    if division.format is Format.GROUPS:
        return by_hand.group_objections(entrants, by_name, options.groups)
    return by_hand.order_objections(entrants, by_name)


def plan(division: Division, proposal: Mapping[str, Any]) -> dict[str, Any]:
    """The plan as the division's column. Raises ValueError when the format does not fit so many teams."""
    options, count = options_of(division.options), len(proposal["order"])
    if division.format is Format.GROUPS:
        return as_json(_plan_of_groups(proposal, options))
    shape = cast(drawn_plan.Shape, str(division.format))
    made = drawn_plan.plan_of_order(
        shape, count, legs=options.legs, third_place=options.third_place, reset=options.reset, rounds=options.rounds
    )
    return as_json(made)


def groups_of(proposal: Mapping[str, Any]) -> list[list[int]]:
    """The team ids of each group of a proposal; one list when there are no groups."""
    order, sizes = list(proposal["order"]), list(proposal["sizes"]) or [len(proposal["order"])]
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return [order[start : start + size] for start, size in zip(starts, sizes, strict=True)]


def first_round(names: Sequence[str]) -> list[tuple[str, str | None]]:
    """Who meets whom first in a bracket of these, top to bottom; None is a bye."""
    lines = [names[seed - 1] if seed <= len(names) else None for seed in places(len(names))]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(one, other) if one is not None else (cast(str, other), None) for one, other in pairs]


def _plan_of_groups(proposal: Mapping[str, Any], options: Options) -> Any:
    return drawn_plan.plan_of_groups(
        groups_of(proposal),
        legs=options.legs,
        advancing=options.advancing,
        best_thirds=options.best_thirds,
        third_place=options.third_place,
    )


def _entrants(division: Division, teams: Sequence[Team]) -> list[Entrant]:
    apart = options_of(division.options).apart
    return [
        Entrant(team.name, pot, _company(team) if apart else None)
        for team, pot in zip(teams, _pots(division, teams), strict=True)
    ]


def _pots(division: Division, teams: Sequence[Team]) -> list[int]:
    """Everybody has a pot: in groups the committee's, else each seeded team its own; the others share the last."""
    if division.format is not Format.GROUPS:
        return [team.seed or 1 + max((each.seed or 0 for each in teams), default=0) for team in teams]
    last = 1 + max((team.pot or 0 for team in teams), default=0)
    return [team.pot or last for team in teams]


def _company(team: Team) -> str | None:
    return team.company.display_name if team.company is not None else None


def _order_steps(names: Sequence[str]) -> list[Reason]:
    key = N_("Lugar %(line)s: %(entry)s.")
    return [Reason(key, {"line": line, "entry": name}) for line, name in enumerate(names, start=1)]


def _bracket_steps(names: Sequence[str], heads: int) -> list[Reason]:
    lines = [
        Reason(N_("Lugar %(line)s, sembrado: %(entry)s."), {"line": line, "entry": name})
        for line, name in enumerate(names[:heads], start=1)
    ]
    lines += [
        Reason(N_("Lugar %(line)s: %(entry)s."), {"line": line, "entry": name})
        for line, name in enumerate(names[heads:], start=heads + 1)
    ]
    for home, away in first_round(names):
        if away is None:
            lines.append(Reason(N_("%(entry)s pasa directo a la siguiente ronda."), {"entry": home}))
        else:
            lines.append(Reason(N_("Primera ronda: %(home)s contra %(away)s."), {"home": home, "away": away}))
    return lines


__all__ = [
    "Proposal",
    "arranged",
    "drawn",
    "fewest",
    "first_round",
    "groups_of",
    "input_of",
    "letter",
    "objections",
    "plan",
]
