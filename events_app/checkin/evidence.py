"""What the door says when a charge is disputed: when the ticket was read, where, and whether it let somebody in."""

from events_app.core.database import rows
from events_app.core.formats import format_moment
from events_app.core.i18n import _

SCANS = """
SELECT s.happened_at, s.direction, s.verdict, g.name, u.id IS NOT NULL AS undone FROM scans s
JOIN gates g ON g.id = s.gate_id LEFT JOIN scan_undos u ON u.scan_id = s.id
WHERE s.credential = $1 ORDER BY s.happened_at, s.id
"""


async def papers(registration_id: int) -> dict[str, str]:
    """The readings of a ticket as text, by the paper's name."""
    read = await rows(SCANS, f"registration:{registration_id}")
    lines = [
        f"{format_moment(each['happened_at'])} · {each['name']} · {each['direction']} · {each['verdict']}"
        + (" · " + _("anulada") if each["undone"] else "")
        for each in read
    ]
    told = "\n".join(lines) or _("El boleto no se leyó en ninguna puerta.")
    return {"6-" + _("entradas") + ".txt": told + "\n"}
