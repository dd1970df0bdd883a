"""Says the engine's reasons on a page: in the person's language, with the names of teams where the engine has ids."""

from collections.abc import Mapping

from events_app.core.i18n import _
from events_app.tournaments.engine.reasons import Reason

ENTRY_PARAMS = ("entry", "winner", "loser", "home", "away", "challenger", "challenged")


def said(reason: Reason | None, names: Mapping[str, str]) -> str:
    """`names` gives each entry of the fold (a team's id as text) the name to show; "" for no reason."""
    if reason is None:
        return ""
    params = dict(reason.params)
    for key in ENTRY_PARAMS:
        if key in params:
            params[key] = names.get(str(params[key]), str(params[key]))
    if "others" in params:
        ids = str(params["others"]).split(", ")
        params["others"] = ", ".join(names.get(each, each) for each in ids)
    return _(reason.key, **params)
