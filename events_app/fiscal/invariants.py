"""What must always be true about invoices; each entry finds the rows for which it is not."""

from events_app.core.doctor import Invariant
from events_app.fiscal.notes import CAUSES, INVOICED

# What left a stamped sale an hour ago has its note, and no note that was handed over says more or less than the books.
NOTES = f"""
WITH causes AS ({CAUSES})
SELECT o.id, o.folio, c.cause FROM causes c JOIN orders o ON o.id = c.order_id {INVOICED}
WHERE c.decided AND greatest(c.at, i.stamped_at) < :now - interval '1 hour' AND NOT EXISTS (
    SELECT 1 FROM invoice_requests n WHERE n.cause = c.cause AND n.status <> 'cancelled')
UNION ALL SELECT n.id, n.folio, n.cause FROM invoice_requests n LEFT JOIN causes c ON c.cause = n.cause
WHERE n.kind = 'credit_note' AND n.status IN ('exported', 'stamped') AND n.total IS DISTINCT FROM c.net + c.tax
ORDER BY 1 LIMIT 20
"""  # noqa: S608 - made of our own constants

INVARIANTS = (
    Invariant(
        "F01",
        "Una factura timbrada tiene su XML, y cada XML reconocido su factura",
        """SELECT r.id, r.folio FROM invoice_requests r LEFT JOIN stamped_xmls s ON s.invoice_id = r.id
        WHERE r.status = 'stamped' AND (r.xml_id IS DISTINCT FROM s.file_id OR s.uuid IS DISTINCT FROM r.uuid)
        UNION ALL SELECT s.id, s.uuid FROM stamped_xmls s JOIN invoice_requests r ON r.id = s.invoice_id
        WHERE r.status NOT IN ('stamped', 'cancelled') ORDER BY 1 LIMIT 20""",
        "Vuelve a subir el XML de esa factura o pídeselo al contador por su UUID.",
    ),
    Invariant(
        "F02",
        "Una venta se factura una sola vez: por su comprador o en la global",
        """SELECT o.id, o.folio FROM orders o JOIN global_sales s ON s.order_id = o.id
        JOIN invoice_requests r ON r.order_id = o.id AND r.kind = 'income' AND r.status <> 'cancelled'
        UNION ALL SELECT o.id, o.folio FROM orders o JOIN (
            SELECT order_id FROM invoice_requests WHERE kind = 'income' AND status <> 'cancelled'
            GROUP BY order_id HAVING count(*) > 1
            UNION SELECT order_id FROM global_sales GROUP BY order_id HAVING count(*) > 1) twice
            ON twice.order_id = o.id
        ORDER BY 1 LIMIT 20""",
        "Cancela en el SAT la factura que sobra y anótalo en su página.",
    ),
    Invariant(
        "F03",
        "Una factura vale lo que su pedido",
        """SELECT r.id, r.folio FROM invoice_requests r JOIN orders o ON o.id = r.order_id
        WHERE r.kind = 'income' AND r.status <> 'cancelled'
          AND (r.net <> o.net OR r.tax <> o.tax OR r.total <> o.total OR r.currency <> o.currency)
        ORDER BY r.id LIMIT 20""",
        "Compara la factura con su pedido; cancela la que no cuadre y vuelve a pedirla.",
    ),
    Invariant(
        "F04",
        "Las notas de crédito no pasan de su venta",
        """SELECT o.id, o.folio FROM orders o JOIN invoice_requests r ON r.order_id = o.id
        WHERE r.kind = 'credit_note' AND r.status <> 'cancelled'
        GROUP BY o.id HAVING sum(r.total) > o.total ORDER BY o.id LIMIT 20""",
        "Revisa las devoluciones del pedido y cancela la nota que sobra.",
    ),
    Invariant(
        "F05",
        "Los complementos de una factura van en orden y no pasan de su total",
        """SELECT c.id, c.folio FROM invoice_requests c JOIN invoice_requests i ON i.id = c.parent_id
        JOIN payments p ON p.id = c.payment_id
        WHERE c.kind = 'payment' AND c.status <> 'cancelled' AND (c.total > c.balance_before OR c.total > p.amount
            OR p.order_id <> c.order_id OR i.order_id <> c.order_id OR c.currency <> i.currency
            OR c.balance_before <> i.total - coalesce((SELECT sum(b.total) FROM invoice_requests b
                WHERE b.parent_id = c.parent_id AND b.kind = 'payment' AND b.status <> 'cancelled'
                  AND b.instalment < c.instalment), 0))
        ORDER BY c.id LIMIT 20""",
        "Cancela los complementos desde el equivocado: se vuelven a hacer solos en orden.",
    ),
    Invariant(
        "F06",
        "La factura global suma lo que cubre",
        """SELECT r.id, r.folio FROM invoice_requests r
        LEFT JOIN global_sales s ON s.invoice_id = r.id LEFT JOIN orders o ON o.id = s.order_id
        WHERE r.kind = 'global' AND r.status <> 'cancelled'
        GROUP BY r.id HAVING coalesce(sum(o.total), 0) <> r.total OR bool_or(o.currency <> r.currency)
        ORDER BY r.id LIMIT 20""",
        "Cancela la factura global y vuelve a exportar el mes.",
    ),
    Invariant(
        "F07",
        "Lo que se timbró solo coincide en RFC, total y moneda",
        """SELECT s.id, s.uuid FROM stamped_xmls s JOIN invoice_requests r ON r.id = s.invoice_id
        WHERE s.settled_by = 'system' AND (s.rfc <> r.rfc OR s.total <> r.total OR s.currency <> r.currency)
        ORDER BY s.id LIMIT 20""",
        "Compara el XML con la solicitud y cancela en el SAT la que esté mal.",
    ),
    Invariant(
        "F08",
        "Lo que salió de una venta timbrada tiene su nota de crédito: una por causa, por lo que dice el libro",
        NOTES,
        "Si falta la nota, revisa los trabajos detenidos; si sobra o es de otro monto, cancélala en el SAT y anótalo.",
    ),
)
