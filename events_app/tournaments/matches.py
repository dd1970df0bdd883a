"""Tables of what is played: venues, fields, referees, matches, the log of each division, incidents and signatures."""

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index

from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.directory.models import Company
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import IncidentKind, MatchStatus, Side, SignatureVerdict
from events_app.tournaments.models import Division, Tournament


class Venue(Record):
    name = fields.CharField(max_length=120, unique=True)
    address = fields.CharField(max_length=300, default="")
    map_url = fields.CharField(max_length=500, default="")

    class Meta:
        table = "venues"
        constraints = (Check("name <> ''", name="venue_has_a_name"),)


class Field(Record):
    """A court or diamond of a venue; `sports` empty means any."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "events.Venue", related_name="fields", on_delete=OnDelete.RESTRICT
    )
    venue_id: int
    name = fields.CharField(max_length=60)
    sports: fields.JSONField[list[str]] = fields.JSONField(default=list)

    class Meta:
        table = "fields"
        constraints = (Unique(fields=("venue_id", "name"), name="one_field_per_name"),)


class FieldWindow(Record):
    """When a tournament may use a field."""

    tournament: fields.ForeignKeyRelation[Tournament] = fields.ForeignKeyField(
        "events.Tournament", related_name="windows", on_delete=OnDelete.CASCADE
    )
    tournament_id: int
    field: fields.ForeignKeyRelation[Field] = fields.ForeignKeyField(
        "events.Field", related_name="windows", on_delete=OnDelete.RESTRICT
    )
    field_id: int
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "field_windows"
        constraints = (Check("ends_at > starts_at", name="field_window_in_order"),)


class Referee(Record):
    """`available` holds pairs of ISO moments; empty means always. A referee of a company never has its matches."""

    tournament: fields.ForeignKeyRelation[Tournament] = fields.ForeignKeyField(
        "events.Tournament", related_name="referees", on_delete=OnDelete.RESTRICT
    )
    tournament_id: int
    name = fields.CharField(max_length=120)
    phone = fields.CharField(max_length=16, default="")
    email = fields.CharField(max_length=254, default="")
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="referees", null=True, on_delete=OnDelete.RESTRICT
    )
    company_id: int | None
    available: fields.JSONField[list[list[str]]] = fields.JSONField(default=list)

    class Meta:
        table = "referees"
        constraints = (Unique(fields=("tournament_id", "name"), name="one_referee_per_name"),)


class Match(Record):
    """A match of the plan as the log left it: every column but place, hour, referee and the live ones is the fold's.

    `result` is the counted result as the engine's JSON; `report` the sequence of the log entry it came in.
    `live` is what the scorekeeper's phone shows now: score, period, clock. A `locked` match keeps its place and hour
    when the schedule is made again; `revision` grows with every change of them that people were told.
    """

    division: fields.ForeignKeyRelation[Division] = fields.ForeignKeyField(
        "events.Division", related_name="matches", on_delete=OnDelete.CASCADE
    )
    division_id: int
    number = fields.IntField()
    stage = fields.CharField(max_length=10)
    bracket = fields.CharField(max_length=10)
    round = fields.IntField()
    table_name = fields.CharField(max_length=20, default="")
    home: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "events.Team", related_name="at_home", null=True, on_delete=OnDelete.RESTRICT
    )
    home_id: int | None
    away: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "events.Team", related_name="away", null=True, on_delete=OnDelete.RESTRICT
    )
    away_id: int | None
    status = fields.CharEnumField(MatchStatus, max_length=10)
    result: fields.JSONField[dict[str, object] | None] = fields.JSONField(null=True)
    report = fields.IntField(null=True)
    winner_id = fields.BigIntField(null=True)
    home_score = fields.IntField(null=True)
    away_score = fields.IntField(null=True)

    field: fields.ForeignKeyNullableRelation[Field] = fields.ForeignKeyField(
        "events.Field", related_name="matches", null=True, on_delete=OnDelete.RESTRICT
    )
    field_id: int | None
    starts_at = fields.DatetimeField(null=True, db_index=True)
    referee: fields.ForeignKeyNullableRelation[Referee] = fields.ForeignKeyField(
        "events.Referee", related_name="matches", null=True, on_delete=OnDelete.RESTRICT
    )
    referee_id: int | None
    live: fields.JSONField[dict[str, object] | None] = fields.JSONField(null=True)
    revision = fields.IntField(default=0)
    locked = fields.BooleanField(default=False)

    class Meta:
        table = "matches"
        ordering = ("number",)
        constraints = (
            Unique(fields=("division_id", "number"), name="one_match_per_number"),
            enum_check("status", MatchStatus, name="match_status"),
            Check("home_id IS NULL OR home_id <> away_id", name="match_of_two_teams"),
            Check("(result IS NULL) = (report IS NULL)", name="match_result_was_reported"),
            Check(
                "status NOT IN ('reported', 'disputed', 'final') OR result IS NOT NULL", name="match_over_has_result"
            ),
            Check("winner_id IS NULL OR winner_id IN (home_id, away_id)", name="match_winner_played"),
            Unique(
                fields=("field_id", "starts_at"),
                name="one_match_per_field_and_hour",
                condition="field_id IS NOT NULL AND starts_at IS NOT NULL AND status <> 'not_needed'",
            ),
        )


class LogEntry(Record):
    """What happened in a division, in order; `data` is the engine's event. Never changed: an undo is one more entry."""

    division: fields.ForeignKeyRelation[Division] = fields.ForeignKeyField(
        "events.Division", related_name="log", on_delete=OnDelete.CASCADE
    )
    division_id: int
    sequence = fields.IntField()
    kind = fields.CharField(max_length=20)
    data: fields.JSONField[dict[str, object]] = fields.JSONField()
    actor = fields.CharField(max_length=120)
    reason = fields.CharField(max_length=300, default="")
    happened_at = fields.DatetimeField()

    class Meta:
        table = "division_log"
        constraints = (
            Unique(fields=("division_id", "sequence"), name="one_log_entry_per_sequence"),
            Check("sequence >= 1", name="log_sequence_from_one"),
        )


class Incident(Record):
    """What a scorekeeper noted during a match, under the phone's own id; `undoes` names the incident it takes back."""

    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "events.Match", related_name="incidents", on_delete=OnDelete.CASCADE
    )
    match_id: int
    client_id = fields.CharField(max_length=40)
    position = fields.IntField()
    kind = fields.CharEnumField(IncidentKind, max_length=14)
    side = fields.CharEnumField(Side, max_length=4, null=True)
    player: fields.ForeignKeyNullableRelation[Player] = fields.ForeignKeyField(
        "events.Player", related_name="incidents", null=True, on_delete=OnDelete.RESTRICT
    )
    player_id: int | None
    value = fields.IntField(default=1)
    period = fields.IntField(default=0)
    minute = fields.IntField(null=True)
    note = fields.CharField(max_length=300, default="")
    names = fields.CharField(max_length=40, default="")
    noted_by = fields.CharField(max_length=120)
    happened_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "match_incidents"
        indexes = (Index(fields=("match_id", "position")),)
        constraints = (
            Unique(fields=("match_id", "client_id"), name="one_incident_per_client_id"),
            enum_check("kind", IncidentKind, name="incident_kind"),
            Check("side IS NULL OR side IN ('home', 'away')", name="incident_side"),
            Check("value BETWEEN -20 AND 20", name="incident_value"),
            Check("minute IS NULL OR minute BETWEEN 0 AND 999", name="incident_minute"),
            Check("kind NOT IN ('undo', 'amend') OR names <> ''", name="incident_names_another"),
        )


class Signature(Record):
    """A captain's word on a report: confirmed or disputed, drawn with a finger or typed."""

    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "events.Match", related_name="signatures", on_delete=OnDelete.CASCADE
    )
    match_id: int
    report = fields.IntField()
    side = fields.CharEnumField(Side, max_length=4)
    verdict = fields.CharEnumField(SignatureVerdict, max_length=10)
    name = fields.CharField(max_length=150)
    drawing = fields.TextField(default="")
    reason = fields.CharField(max_length=500, default="")
    client_id = fields.CharField(max_length=40)
    signed_by = fields.CharField(max_length=120)
    signed_at = fields.DatetimeField()

    class Meta:
        table = "match_signatures"
        constraints = (
            Unique(fields=("match_id", "report", "side"), name="one_signature_per_side_and_report"),
            Unique(fields=("match_id", "client_id"), name="one_signature_per_client_id"),
            enum_check("verdict", SignatureVerdict, name="signature_verdict"),
            Check("side IN ('home', 'away')", name="signature_side"),
            Check("length(drawing) <= 20000", name="signature_drawing_size"),
        )


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    only_grow(
        division_log_only_grows="division_log",
        match_incidents_only_grow="match_incidents",
        match_signatures_only_grow="match_signatures",
    ),
)
