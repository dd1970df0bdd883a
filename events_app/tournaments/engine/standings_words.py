"""Says why an entry stands where it stands, one whole sentence for each criterion so that it can be translated."""

import math
from fractions import Fraction

from events_app.tournaments.engine.criteria import Measured
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.standings_order import Edge
from events_app.tournaments.engine.standings_values import Adjustment, Entry

# %(mine)s is the value of the entry of the row, %(theirs)s that of the neighbour it is compared with.
SENTENCES = {
    "points": N_("%(position)s.º: por puntos, %(mine)s contra %(theirs)s de %(entry)s"),
    "wins": N_("%(position)s.º: por partidos ganados, %(mine)s contra %(theirs)s de %(entry)s"),
    "difference": N_("%(position)s.º: por diferencia, %(mine)s contra %(theirs)s de %(entry)s"),
    "for": N_("%(position)s.º: por anotación a favor, %(mine)s contra %(theirs)s de %(entry)s"),
    "against": N_("%(position)s.º: por anotación en contra, %(mine)s contra %(theirs)s de %(entry)s"),
    "set_ratio": N_("%(position)s.º: por cociente de sets, %(mine)s contra %(theirs)s de %(entry)s"),
    "point_ratio": N_("%(position)s.º: por cociente de puntos, %(mine)s contra %(theirs)s de %(entry)s"),
    "runs_allowed_per_out": N_(
        "%(position)s.º: por carreras permitidas por out, %(mine)s contra %(theirs)s de %(entry)s"
    ),
    "tqb": N_("%(position)s.º: por balance de calidad (TQB), %(mine)s contra %(theirs)s de %(entry)s"),
    "fair_play": N_("%(position)s.º: por juego limpio, %(mine)s contra %(theirs)s de %(entry)s"),
    "ranking": N_("%(position)s.º: por clasificación previa, lugar %(mine)s contra %(theirs)s de %(entry)s"),
    "h2h.points": N_("%(position)s.º: por puntos en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"),
    "h2h.wins": N_("%(position)s.º: por partidos ganados en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"),
    "h2h.difference": N_("%(position)s.º: por diferencia en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"),
    "h2h.for": N_("%(position)s.º: por anotación a favor en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"),
    "h2h.against": N_(
        "%(position)s.º: por anotación en contra en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"
    ),
    "h2h.set_ratio": N_(
        "%(position)s.º: por cociente de sets en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"
    ),
    "h2h.point_ratio": N_(
        "%(position)s.º: por cociente de puntos en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"
    ),
    "h2h.runs_allowed_per_out": N_(
        "%(position)s.º: por carreras permitidas por out en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"
    ),
    "h2h.tqb": N_(
        "%(position)s.º: por balance de calidad (TQB) en el duelo directo, %(mine)s contra %(theirs)s de %(entry)s"
    ),
}
OWN_FIGURE = N_("%(position)s.º: por %(figure)s, %(mine)s contra %(theirs)s de %(entry)s")
RULED = N_("%(position)s.º: por decisión del comité: %(reason)s")
RULED_WITHOUT_REASON = N_("%(position)s.º: por decisión del comité")
SHARED = N_("%(position)s.º: comparte el lugar con %(others)s; ningún criterio los separa y el comité debe resolver")
ALONE = N_("%(position)s.º: es el único en la tabla")
ADDED = N_("Incluye un ajuste de %(points)s en puntos: %(reason)s")
ADDED_WITHOUT_REASON = N_("Incluye un ajuste de %(points)s en puntos")

Neighbour = tuple[Entry, Edge | None]


def placed(
    position: int, entry: Entry, level: tuple[Entry, ...], *, above: Neighbour | None, below: Neighbour | None
) -> Reason:
    """Why the entry has its position: what puts it before the next, or the last behind the one above.

    In `params`, `entry` is the neighbour and `others` those who share the place, so that pages can put names there.
    """
    if len(level) > 1:
        others = ", ".join(str(each) for each in level if each != entry)
        return Reason(SHARED, {"position": position, "others": others})
    if below and below[1]:
        neighbour, edge = below
        return _compared(position, neighbour, edge, first=True)
    if above and above[1]:
        neighbour, edge = above
        return _compared(position, neighbour, edge, first=False)
    return Reason(ALONE, {"position": position})


def adjusted(adjustment: Adjustment) -> Reason:
    """The note beside points that were added or taken away."""
    points = shown(adjustment.points)
    if adjustment.reason:
        return Reason(ADDED, {"points": points, "reason": adjustment.reason})
    return Reason(ADDED_WITHOUT_REASON, {"points": points})


def _compared(position: int, neighbour: Entry, edge: Edge | None, *, first: bool) -> Reason:
    assert edge is not None
    if edge.criterion == "ruling":
        if edge.reason:
            return Reason(RULED, {"position": position, "reason": edge.reason})
        return Reason(RULED_WITHOUT_REASON, {"position": position})
    above, below = shown_apart(edge.above, edge.below)
    mine, theirs = (above, below) if first else (below, above)
    params: dict[str, str | int] = {"position": position, "mine": mine, "theirs": theirs, "entry": neighbour}
    sentence = SENTENCES.get(edge.criterion) or SENTENCES.get(edge.criterion.removeprefix("h2h."))
    if sentence:
        return Reason(sentence, params)
    return Reason(OWN_FIGURE, params | {"figure": edge.criterion.removeprefix("h2h.").removeprefix("-")})


def shown_apart(one: Measured, other: Measured) -> tuple[str, str]:
    """Both numbers with as few decimals as tell them apart, at least three; as ratios when six do not."""
    for decimals in (3, 4, 5, 6):
        written = shown(one, decimals), shown(other, decimals)
        if written[0] != written[1]:
            return written
    return str(one), str(other)


def shown(number: Measured, decimals: int = 3) -> str:
    """The number for reading: "4", "−0.333", "∞"; half up, no trailing zeros."""
    sign = "−" if number < 0 else ""
    if isinstance(number, float) and math.isinf(number):
        return f"{sign}∞"
    size = abs(Fraction(number))
    units = (size * 10**decimals * 2 + 1) // 2
    whole, part = divmod(int(units), 10**decimals)
    fraction = f".{part:0{decimals}d}".rstrip("0").rstrip(".")
    return f"{sign if units else ''}{whole}{fraction}"
