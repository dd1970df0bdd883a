"""Tables of a golf tournament: the day and its course, the teams with their players, and every score ever said."""

from __future__ import annotations

from decimal import Decimal

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.directory.models import Company, Person
from events_app.events.models import Event, TicketType
from events_app.golf.kinds import GolfFormat, GolfStatus, ScoreSide
from events_app.payments.models import Order


class GolfTournament(Record):
    """What makes an event a golf tournament. `holes` is a list of {"par", "stroke_index"} in the order of the card.

    `allowances` are shares of the course handicap as text, for the lowest first; `team_cap` the most strokes of a team,
    `min_index_sum` the least sum of a team's indexes, `max_index` the most that counts of one player. Amounts are
    centavos of the event's currency; a team pays `team_size` times the price of the ticket type.
    `revision` grows with everything that the leaderboard shows.
    """

    event: fields.OneToOneRelation[Event] = fields.OneToOneField(
        "events.Event", related_name="golf", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    ticket_type: fields.ForeignKeyNullableRelation[TicketType] = fields.ForeignKeyField(
        "events.TicketType", related_name="golf_tournaments", null=True, on_delete=OnDelete.RESTRICT
    )
    ticket_type_id: int | None
    format = fields.CharEnumField(GolfFormat, max_length=12, default=GolfFormat.STROKE)
    net = fields.BooleanField(default=True)
    holes: fields.JSONField[list[dict[str, int]]] = fields.JSONField(default=list)
    slope = fields.IntField(default=113)
    rating: fields.Field[Decimal] = fields.DecimalField(max_digits=4, decimal_places=1, default=Decimal(72))
    allowances: fields.JSONField[list[str]] = fields.JSONField(default=list)
    team_size = fields.IntField(default=4)
    team_cap = fields.IntField(null=True)
    min_index_sum = fields.IntField(null=True)
    max_index: fields.Field[Decimal | None] = fields.DecimalField(max_digits=3, decimal_places=1, null=True)
    countback: fields.JSONField[list[str]] = fields.JSONField(default=list)
    countback_half_up = fields.BooleanField(default=False)
    places = fields.IntField(default=36)
    taken = fields.IntField(default=0)
    revision = fields.IntField(default=0)
    groups_per_hole = fields.IntField(default=2)
    shotgun_at = fields.DatetimeField(null=True)
    scores_closed_at = fields.DatetimeField(null=True)
    goal_amount = fields.BigIntField(default=0)
    scholarship_amount = fields.BigIntField(default=0)

    teams: fields.ReverseRelation[GolfTeam]

    class Meta:
        table = "golf_tournaments"
        constraints = (
            enum_check("format", GolfFormat, name="golf_format"),
            Check("taken BETWEEN 0 AND places", name="golf_taken_in_places"),
            Check("places BETWEEN 1 AND 144", name="golf_places"),
            Check("team_size BETWEEN 1 AND 8", name="golf_team_size"),
            Check("groups_per_hole BETWEEN 1 AND 4", name="golf_groups_per_hole"),
            Check("slope BETWEEN 55 AND 155 AND rating BETWEEN 20 AND 99", name="golf_course_ratings"),
            Check("team_cap IS NULL OR team_cap BETWEEN 0 AND 199", name="golf_team_cap"),
            Check("goal_amount >= 0 AND scholarship_amount >= 0", name="golf_amounts_not_negative"),
        )


class GolfTeam(Record):
    """A group that plays one card. Its phone's page is a secret link made from id and rotation, found by its hash."""

    tournament: fields.ForeignKeyRelation[GolfTournament] = fields.ForeignKeyField(
        "events.GolfTournament", related_name="teams", on_delete=OnDelete.RESTRICT
    )
    tournament_id: int
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="golf_teams", null=True, on_delete=OnDelete.RESTRICT
    )
    company_id: int | None
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="golf_teams", null=True, on_delete=OnDelete.RESTRICT
    )
    order_id: int | None
    name = fields.CharField(max_length=80)
    name_key = fields.CharField(max_length=120)
    captain_name = fields.CharField(max_length=150)
    captain_phone = fields.CharField(max_length=16, default="")
    captain_email = fields.CharField(max_length=254, default="")
    locale = fields.CharField(max_length=8, default="es-MX")
    status = fields.CharEnumField(GolfStatus, max_length=10)
    hold_expires_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    end_reason = fields.CharField(max_length=300, default="")
    registered_by = fields.CharField(max_length=80)
    start_hole = fields.IntField(null=True)
    start_wave = fields.CharField(max_length=1, default="")
    rotation = fields.IntField(default=0)
    link_hash = fields.CharField(max_length=64, unique=True)

    players: fields.ReverseRelation[GolfPlayer]

    class Meta:
        table = "golf_teams"
        indexes = (("tournament_id", "status"), ("hold_expires_at",))
        constraints = (
            enum_check("status", GolfStatus, name="golf_team_status"),
            Check("(status = 'held') = (hold_expires_at IS NOT NULL)", name="golf_team_only_held_expires"),
            Check("link_hash ~ '^[0-9a-f]{64}$'", name="golf_team_link_is_a_hash"),
            Check("(start_hole IS NULL) = (start_wave = '')", name="golf_team_start_is_whole"),
            Unique(
                fields=("tournament_id", "name_key"),
                name="one_live_golf_team_per_name",
                condition="status IN ('held', 'confirmed')",
            ),
            Unique(
                fields=("tournament_id", "start_hole", "start_wave"),
                name="one_golf_team_per_start",
                condition="status IN ('held', 'confirmed') AND start_hole IS NOT NULL",
            ),
        )


class GolfPlayer(Record):
    """A player of a team; `handicap_index` is the one declared, negative for a plus handicap."""

    team: fields.ForeignKeyRelation[GolfTeam] = fields.ForeignKeyField(
        "events.GolfTeam", related_name="players", on_delete=OnDelete.CASCADE
    )
    team_id: int
    position = fields.IntField()
    name = fields.CharField(max_length=150)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="golf_players", null=True, on_delete=OnDelete.RESTRICT
    )
    person_id: int | None
    handicap_index: fields.Field[Decimal] = fields.DecimalField(max_digits=3, decimal_places=1)

    class Meta:
        table = "golf_players"
        ordering = ("position",)
        unique_together = (("team", "position"),)
        constraints = (
            Check("position BETWEEN 1 AND 8", name="golf_player_position"),
            Check("handicap_index BETWEEN -10 AND 54", name="golf_player_index"),
        )


class GolfScore(Record):
    """Somebody said how many strokes a team took on a hole; never changed, the newest of each side counts.

    `client_id` is born on the phone, so that sending twice says it once. A committee's null lifts its ruling.
    """

    team: fields.ForeignKeyRelation[GolfTeam] = fields.ForeignKeyField(
        "events.GolfTeam", related_name="scores", on_delete=OnDelete.RESTRICT
    )
    team_id: int
    hole = fields.IntField()
    side = fields.CharEnumField(ScoreSide, max_length=10)
    strokes = fields.IntField(null=True)
    client_id = fields.CharField(max_length=64, unique=True)
    made_at = fields.DatetimeField()
    said_by = fields.CharField(max_length=80)

    class Meta:
        table = "golf_scores"
        indexes = (("team_id", "hole"),)
        constraints = (
            enum_check("side", ScoreSide, name="golf_score_side"),
            Check("hole BETWEEN 1 AND 36", name="golf_score_hole"),
            Check("strokes BETWEEN 1 AND 30 OR (strokes IS NULL AND side = 'committee')", name="golf_score_strokes"),
        )
