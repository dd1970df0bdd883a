"""What a reading does to the database, as SQL: the replay, the guarded entry, the exit and the log."""

STORED = "SELECT id, client_id, answer FROM scans WHERE device_id = $1 AND client_id = ANY($2::uuid[])"
BEFORE = """
SELECT a.since, a.inside, a.entries, g.name AS gate FROM admissions a JOIN gates g ON g.id = a.gate_id
WHERE a.event_id = $1 AND a.place = $2 AND a.credential = $3
"""
LEAVE = """
UPDATE admissions SET inside = false WHERE event_id = $1 AND place = $2 AND credential = $3 AND inside RETURNING id
"""
_READING = """
INSERT INTO scans (client_id, device_id, gate_id, event_id, place, sequence, code_hash, credential, method, direction,
    device_time, clock_offset, happened_at, received_at, verdict, because, answer, quarantined, created_at)
SELECT $1::uuid, d.id, $3::bigint, $4::bigint, $5::text, $6::bigint, $7::text, $8::text, $9::text, $10::text,
    $11::timestamptz, $12::float8, $13::timestamptz, $14::timestamptz, $15::text, $16::text, $17::jsonb, $18::boolean,
    $14::timestamptz
"""
# The lock on the device's row makes revoking it wait for this scan, and this scan see that it was revoked.
_DEVICE = "FROM devices d WHERE d.id = $2 AND ($18::boolean OR d.revoked_at IS NULL) FOR SHARE OF d"
WRITE = f"{_READING} {_DEVICE} ON CONFLICT (device_id, client_id) DO NOTHING RETURNING id"
_GUARD = """
ON CONFLICT (event_id, place, credential) DO UPDATE
SET inside = true, entries = admissions.entries + 1, people = excluded.people, since = excluded.since,
    gate_id = excluded.gate_id
"""
ENTER = f"""
INSERT INTO admissions (event_id, place, credential, inside, entries, people, since, gate_id, created_at)
VALUES ($1, $2, $3, true, 1, $4, $5, $6, $7)
{_GUARD} WHERE NOT admissions.inside AND ($8::boolean OR admissions.entries = 0) RETURNING id
"""  # noqa: S608 - made of our own constants only
# The guarded entry and its reading in one statement, so that one is never there without the other. A reading that the
# log has already undoes the entry too, by the constraint on (device, client id).
ADMIT = f"""
WITH device AS (
    SELECT d.id {_DEVICE}
), entered AS (
    INSERT INTO admissions (event_id, place, credential, inside, entries, people, since, gate_id, created_at)
    SELECT $4::bigint, $5::text, $8::text, true, 1, $19::int, $13::timestamptz, $3::bigint, $14::timestamptz FROM device
    {_GUARD} WHERE NOT admissions.inside AND ($20::boolean OR admissions.entries = 0) RETURNING id
), written AS (
    {_READING} FROM device d, entered RETURNING id
)
SELECT (SELECT count(*) FROM device) AS devices, (SELECT id FROM written) AS scan
"""  # noqa: S608 - made of our own constants only
