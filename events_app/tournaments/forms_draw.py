"""What the committee types about a draw: seeds and pots, witnesses and their word, places by hand."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import StringConstraints

from events_app.core.fields import LongLine
from events_app.core.forms import Form
from events_app.core.i18n import N_
from events_app.tournaments.kinds import Format

MOST_POT = 32
Word = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^|]*$")]


class LotsForm(Form):
    """`word` is said aloud by the witnesses and joins the seed, so that nobody could know the draw beforehand."""

    witnesses: Annotated[LongLine, StringConstraints(min_length=3)]
    word: Word = ""


class WitnessForm(Form):
    witnesses: LongLine = ""


def numbers_of(typed: Mapping[str, Any], prefix: str, ids: Sequence[int]) -> dict[int, int | None]:
    """The fields `prefix_<team>` as whole numbers; what is empty or no number is None."""
    found: dict[int, int | None] = {}
    for id_ in ids:
        text = str(typed.get(f"{prefix}_{id_}", "")).strip()
        found[id_] = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
    return found


def seeding_mistakes(seeds: Mapping[int, int | None], pots: Mapping[int, int | None], format_: Format) -> list[str]:
    """Sentences for the top of the editor; none when seeds run 1, 2, 3 … and pots are between 1 and 32."""
    given = sorted(seed for seed in seeds.values() if seed is not None)
    wrong = []
    if given != list(range(1, len(given) + 1)):
        wrong.append(N_("Los sembrados van 1, 2, 3… sin repetir ni saltar números."))
    if any(pot is not None and not 1 <= pot <= MOST_POT for pot in pots.values()):
        wrong.append(N_("Los bombos van del 1 al 32."))
    if format_ is Format.GROUPS and given:
        wrong.append(N_("En grupos se usan bombos, no sembrados."))
    return wrong
