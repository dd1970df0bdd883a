"""What people call a match: "Cuartos de final", "Semifinal", "Jornada 3", "Ronda 2 de perdedores"."""

from collections.abc import Mapping

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import Plan, PlannedMatch

FINAL = Reason(N_("Final"))
SECOND_FINAL = Reason(N_("Segunda final"))
THIRD = Reason(N_("Tercer lugar"))
BEFORE_THE_FINAL = (
    Reason(N_("Semifinal")),
    Reason(N_("Cuartos de final")),
    Reason(N_("Octavos de final")),
    Reason(N_("Dieciseisavos de final")),
)
ROUND = N_("Ronda %(round)s")
WINNERS_ROUND = N_("Ronda %(round)s de ganadores")
WINNERS_FINAL = Reason(N_("Final de ganadores"))
LOSERS_ROUND = N_("Ronda %(round)s de perdedores")
LOSERS_FINAL = Reason(N_("Final de perdedores"))
DAY = N_("Jornada %(round)s")
GROUP_DAY = N_("Grupo %(table)s · jornada %(round)s")
SWISS_ROUND = N_("Ronda suiza %(round)s")
CHALLENGE = N_("Reto %(round)s")


def rounds_of(plan: Plan) -> dict[str, int]:
    """The number of the last round in each bracket of the knockout."""
    found: dict[str, int] = {}
    for match in plan.matches:
        if match.stage == "knockout":
            found[match.bracket] = max(found.get(match.bracket, 0), match.round)
    return found


def title(match: PlannedMatch, rounds: Mapping[str, int]) -> Reason:
    """The name of the match's round, to translate and fill; `rounds` as `rounds_of` tells them."""
    here = {"round": match.round}
    match match.stage:
        case "groups":
            return Reason(GROUP_DAY, here | {"table": match.table}) if match.table else Reason(DAY, here)
        case "league":
            return Reason(DAY, here)
        case "swiss":
            return Reason(SWISS_ROUND, here)
        case "ladder":
            return Reason(CHALLENGE, here)
    match match.bracket:
        case "final":
            return FINAL if match.round == 1 else SECOND_FINAL
        case "third":
            return THIRD
        case "losers":
            return LOSERS_FINAL if match.round == rounds.get("losers") else Reason(LOSERS_ROUND, here)
    return _among_winners(match, rounds)


def _among_winners(match: PlannedMatch, rounds: Mapping[str, int]) -> Reason:
    to_go = rounds.get("winners", match.round) - match.round
    if "losers" in rounds or rounds.get("final", 1) > 1:
        return WINNERS_FINAL if to_go == 0 else Reason(WINNERS_ROUND, {"round": match.round})
    return BEFORE_THE_FINAL[to_go] if to_go < len(BEFORE_THE_FINAL) else Reason(ROUND, {"round": match.round})
