"""The page between a decision and its writing: what would change, said in sentences, with the button that does it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.forms import Filled
from events_app.core.pages import locale, page
from events_app.scoring.errors import LogMoved
from events_app.scoring.impact_words import sentences, set_aside
from events_app.scoring.queries import team_names
from events_app.tournaments import folds
from events_app.tournaments.engine.impact import Impact
from events_app.tournaments.models import Division


async def show_impact(
    request: Request,
    division: Division,
    impact: Impact,
    form: Filled[Any],
    *,
    title: str,
    moved: LogMoved | None = None,
) -> Response:
    """What was typed travels on in hidden fields, with the sequence of the log that was looked at."""
    state = await folds.folded(division)
    names = await team_names([int(each) for each in state.entries])
    return page(
        request,
        status=409 if moved else 200,
        template="events_app/scoring/office_impact.html",
        division=division,
        division_name=division.name(locale(request)),
        title=title,
        changes=sentences(impact, names),
        aside=set_aside(impact, state),
        harmless=impact.is_harmless,
        moved=moved.text if moved else "",
        hidden=_hidden(form.typed) + [("sequence", str(division.sequence))],
        reason=form.typed.get("reason", ""),
        form=form,
    )


def _hidden(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name, value in typed.items():
        if name != "sequence":
            found += [(name, str(each)) for each in (value if isinstance(value, list) else [value]) if each is not None]
    return found
