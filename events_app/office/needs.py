"""What needs the office today: one row per kind of trouble, with its count, its oldest case and one verb."""

from dataclasses import dataclass
from datetime import datetime

from events_app.checkin.conflicts import OPEN
from events_app.core.database import rows
from events_app.core.i18n import N_


@dataclass(frozen=True)
class Need:
    """`sql` gives count, example and oldest for $1 = now; `late_hours` is when waiting turns into being late."""

    group: str
    icon: str
    what: str
    verb: str
    href: str
    sql: str
    late_hours: int = 24


@dataclass(frozen=True)
class Waiting:
    need: Need
    count: int
    example: str
    oldest: datetime
    late: bool


MONEY, PEOPLE, DOOR, WORK = N_("Dinero"), N_("Registros"), N_("Puerta"), N_("Mensajes y trabajos")

_TASK = """
SELECT count(*) AS count, min(t.opened_at) AS oldest,
       (array_agg(coalesce(o.folio || ' · ' || o.buyer_name, t.subject) ORDER BY t.opened_at))[1] AS example
FROM money_tasks t LEFT JOIN orders o ON o.id = t.order_id
WHERE t.done_at IS NULL AND t.opened_at <= $1 AND t.kind = '{kind}'
"""

_DOOR = """
SELECT count(DISTINCT o.id) AS count, min(o.received_at) AS oldest,
       (array_agg(e.title_es ORDER BY o.received_at))[1] AS example
FROM ({scans}) o JOIN events e ON e.id = o.event_id WHERE {kinds} AND o.received_at <= $1
"""


def _task(kind: str, what: str, verb: str) -> Need:
    return Need(MONEY, "banknote", what, verb, "/oficina/dinero", _TASK.format(kind=kind))


NEEDS = (
    _task("paid_no_seat", N_("Pagó cuando ya no había lugar"), N_("Dar lugar o devolver")),
    _task("mismatch", N_("Pago que no cuadra con su pedido"), N_("Revisar pago")),
    _task("second_payment", N_("Pagó dos veces el mismo pedido"), N_("Devolver")),
    _task("excess", N_("Pagó de más"), N_("Devolver o aplicar")),
    _task("partial", N_("Pagó solo una parte y su apartado terminó"), N_("Devolver o aplicar")),
    _task("seat_cancelled", N_("Se canceló un lugar pagado: falta devolver lo prometido"), N_("Devolver")),
    _task("external_refund", N_("Alguien devolvió dinero fuera de Convoca"), N_("Revisar")),
    Need(
        MONEY,
        "banknote",
        N_("Movimiento del banco sin pedido claro"),
        N_("Decir de quién es"),
        "/oficina/finanzas/banco",
        """SELECT count(*) AS count, min(created_at) AS oldest,
                  (array_agg(day || ' · ' || description ORDER BY created_at))[1] AS example
           FROM bank_lines WHERE status IN ('ambiguous', 'unmatched') AND created_at <= $1""",
        late_hours=72,
    ),
    Need(
        MONEY,
        "banknote",
        N_("Dinero que espera a otra persona"),
        N_("Aprobar"),
        "/oficina/dinero/por-aprobar",
        """SELECT count(*) AS count, min(w.at) AS oldest, (array_agg(o.folio || ' · ' || o.buyer_name ORDER BY w.at))[1]
            AS example
        FROM (SELECT order_id, recorded_at AS at FROM office_payments WHERE status = 'waiting'
            UNION ALL SELECT order_id, requested_at FROM refunds WHERE kind = 'manual' AND status = 'requested') w
        JOIN orders o ON o.id = w.order_id WHERE w.at <= $1""",
    ),
    _task("refund_failed", N_("Devolución que no se completó"), N_("Revisar devolución")),
    _task("dispute", N_("Cargo en disputa con el banco"), N_("Reunir pruebas")),
    Need(
        MONEY,
        "receipt",
        N_("Facturas por entregar al contador"),
        N_("Preparar el archivo"),
        "/oficina/facturas",
        """SELECT count(*) AS count, min(r.requested_at) AS oldest,
                  (array_agg(r.folio || ' · ' || r.legal_name ORDER BY r.requested_at))[1] AS example
           FROM invoice_requests r LEFT JOIN orders o ON o.id = r.order_id
           WHERE r.status = 'requested' AND r.requested_at <= $1 AND (r.kind <> 'income' OR o.status = 'paid'
               OR (r.before_payment AND o.status IN ('pending', 'partly_paid')))""",
        late_hours=72,
    ),
    Need(
        MONEY,
        "receipt",
        N_("XML timbrados que no se reconocen solos"),
        N_("Decir de qué solicitud son"),
        "/oficina/facturas?estado=problems",
        """SELECT count(*) AS count, min(uploaded_at) AS oldest,
                  (array_agg(rfc || ' · ' || name ORDER BY uploaded_at))[1] AS example
           FROM stamped_xmls WHERE verdict IN ('ambiguous', 'unknown') AND uploaded_at <= $1""",
    ),
    Need(
        MONEY,
        "receipt",
        N_("Notas y complementos de una factura cancelada"),
        N_("Cancelarlos en el SAT"),
        "/oficina/facturas?estado=left",
        """SELECT count(*) AS count, min(i.cancelled_at) AS oldest,
                  (array_agg(n.folio || ' · ' || n.legal_name ORDER BY i.cancelled_at, n.id))[1] AS example
           FROM invoice_requests n JOIN invoice_requests i ON i.id = n.parent_id
           WHERE i.status = 'cancelled' AND n.status IN ('exported', 'stamped') AND i.cancelled_at <= $1""",
        late_hours=72,
    ),
    Need(
        PEOPLE,
        "user",
        N_("Nombres por corregir en boletos"),
        N_("Revisar nombres"),
        "/oficina/registros?estado=waiting",
        """SELECT count(*) AS count, min(r.created_at) AS oldest,
                  (array_agg(r.folio || ' · ' || p.given_name || ' ' || p.paternal_surname
                             ORDER BY r.created_at))[1] AS example
           FROM registrations r JOIN people p ON p.id = r.person_id
           WHERE r.name_correction IS NOT NULL AND r.status IN ('held', 'confirmed') AND r.created_at <= $1""",
        late_hours=48,
    ),
    Need(
        PEOPLE,
        "user",
        N_("Solicitudes por aprobar"),
        N_("Responder"),
        "/oficina/aprobaciones",
        """SELECT count(*) AS count, min(a.created_at) AS oldest,
                  (array_agg(r.folio || ' · ' || p.given_name || ' ' || p.paternal_surname
                             ORDER BY a.created_at))[1] AS example
           FROM approvals a JOIN registrations r ON r.id = a.registration_id JOIN people p ON p.id = r.person_id
           WHERE a.status = 'waiting' AND a.created_at <= $1""",
        late_hours=24,
    ),
    Need(
        PEOPLE,
        "key-round",
        N_("Una empresa nombra a quien la coordina"),
        N_("Aprobar"),
        "/oficina/coordinadores",
        """SELECT count(*) AS count, min(q.asked_at) AS oldest,
                  (array_agg(coalesce(nullif(c.trade_name, ''), c.legal_name) || ' · ' || q.name
                             ORDER BY q.asked_at))[1] AS example
           FROM coordinator_requests q JOIN companies c ON c.id = q.company_id
           WHERE q.status = 'waiting' AND q.asked_at <= $1""",
        late_hours=48,
    ),
    Need(
        PEOPLE,
        "user",
        N_("Pidieron cancelar un lugar pagado"),
        N_("Resolver"),
        "/oficina/registros?estado=waiting",
        """SELECT count(*) AS count, min(r.cancel_requested_at) AS oldest,
                  (array_agg(r.folio || ' · ' || p.given_name || ' ' || p.paternal_surname
                             ORDER BY r.created_at))[1] AS example
           FROM registrations r JOIN people p ON p.id = r.person_id
           WHERE r.cancel_requested_at <= $1 AND r.status = 'confirmed'""",
    ),
    Need(
        DOOR,
        "door-open",
        N_("Lecturas de teléfonos revocados"),
        N_("Decidir"),
        "/oficina/puertas",
        _DOOR.format(scans=OPEN, kinds="o.kind = 'quarantined'"),
        late_hours=2,
    ),
    Need(
        DOOR,
        "door-open",
        N_("Contradicciones en la puerta"),
        N_("Revisar"),
        "/oficina/puertas",
        _DOOR.format(scans=OPEN, kinds="o.kind <> 'quarantined'"),
    ),
    Need(
        WORK,
        "mail",
        N_("Correos que no sabemos si llegaron"),
        N_("Decidir"),
        "/oficina/mensajes?estado=unknown",
        """SELECT count(*) AS count, min(moved_at) AS oldest, (array_agg(message ORDER BY moved_at))[1] AS example
           FROM outbox_messages WHERE status = 'unknown' AND moved_at <= $1""",
        late_hours=4,
    ),
    Need(
        WORK,
        "mail",
        N_("Correos rechazados"),
        N_("Ver correos"),
        "/oficina/mensajes?estado=failed",
        """SELECT count(*) AS count, min(moved_at) AS oldest, (array_agg(message ORDER BY moved_at))[1] AS example
           FROM outbox_messages WHERE status = 'failed' AND moved_at <= $1""",
    ),
    Need(
        WORK,
        "settings",
        N_("Trabajos detenidos"),
        N_("Ver trabajos"),
        "/oficina/trabajos?estado=failed",
        """SELECT count(*) AS count, min(finished_at) AS oldest, (array_agg(kind ORDER BY finished_at))[1] AS example
           FROM jobs WHERE status = 'failed' AND created_at <= $1::timestamptz + interval '1 day'""",
        late_hours=2,
    ),
    Need(
        WORK,
        "banknote",
        N_("Avisos de Stripe sin atender"),
        N_("Ver trabajos"),
        "/oficina/trabajos",
        """SELECT count(*) AS count, min(received_at) AS oldest, (array_agg(type ORDER BY received_at))[1] AS example
           FROM stripe_events
           WHERE status IN ('received', 'failed') AND received_at <= $1::timestamptz - interval '10 minutes'""",
        late_hours=1,
    ),
)


async def waiting(now: datetime) -> list[Waiting]:
    """The needs that somebody has to attend, in the order of the page."""
    found = []
    for need in NEEDS:
        seen = (await rows(need.sql, now))[0]
        if seen["count"]:
            late = (now - seen["oldest"]).total_seconds() > need.late_hours * 3600
            found.append(Waiting(need, seen["count"], seen["example"] or "", seen["oldest"], late))
    return found
