"""What the door says when a charge is disputed: when the tickets were read, where, and whether it let somebody in."""

from events_app.checkin.words import NAMES
from events_app.core.database import rows
from events_app.core.formats import format_moment
from events_app.core.i18n import N_, _

SCANS = """
SELECT r.folio, s.happened_at, s.direction, s.verdict, g.name, u.id IS NOT NULL AS undone FROM registrations r
JOIN scans s ON s.credential = 'registration:' || r.id
JOIN gates g ON g.id = s.gate_id LEFT JOIN scan_undos u ON u.scan_id = s.id
WHERE r.id = ANY($1::bigint[]) ORDER BY s.happened_at, s.id
"""
WAYS = {"in": N_("Entrada"), "out": N_("Salida")}
OF_GROUP = "SELECT id FROM registrations WHERE group_id = $1"


async def papers(registration_id: int) -> dict[str, str]:
    """The readings of a ticket as text, by the paper's name."""
    return await _told([registration_id])


async def group_papers(group_id: int) -> dict[str, str]:
    """The readings of all tickets of a company's group."""
    return await _told([each["id"] for each in await rows(OF_GROUP, group_id)])


async def _told(registrations: list[int]) -> dict[str, str]:
    lines = [
        f"{format_moment(each['happened_at'])} · {each['folio']} · {each['name']} · {_(WAYS[each['direction']])}"
        f" · {_(NAMES[each['verdict']])}" + (" · " + _("anulada") if each["undone"] else "")
        for each in await rows(SCANS, registrations)
    ]
    alone = _("El boleto no se leyó en ninguna puerta.")
    none = alone if len(registrations) == 1 else _("Ningún boleto se leyó en ninguna puerta.")
    return {"6-" + _("entradas") + ".txt": ("\n".join(lines) or none) + "\n"}
