"""Tables of who plays: teams and the players of their rosters."""

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.directory.models import Company, Person
from events_app.tournaments.kinds import Confirmation, Gender, TeamStatus
from events_app.tournaments.models import Division


class Team(Record):
    """A team of a division. Its captain's page is a secret link made from id and rotation, found by its hash.

    `colour` and `second_colour` are the shirt's, as #rrggbb. `seed` and `pot` are the committee's for the draw.
    """

    division: fields.ForeignKeyRelation[Division] = fields.ForeignKeyField(
        "events.Division", related_name="teams", on_delete=OnDelete.RESTRICT
    )
    division_id: int
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="teams", null=True, on_delete=OnDelete.RESTRICT
    )
    company_id: int | None
    name = fields.CharField(max_length=80)
    name_key = fields.CharField(max_length=120)
    short_name = fields.CharField(max_length=16)
    colour = fields.CharField(max_length=7, default="#006b68")
    second_colour = fields.CharField(max_length=7, default="#ffffff")
    captain_name = fields.CharField(max_length=150)
    captain_phone = fields.CharField(max_length=16, default="")
    captain_email = fields.CharField(max_length=254, default="")
    locale = fields.CharField(max_length=8, default="es-MX")
    status = fields.CharEnumField(TeamStatus, max_length=10)
    hold_expires_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    end_reason = fields.CharField(max_length=300, default="")
    order_id = fields.BigIntField(null=True, unique=True)
    seed = fields.IntField(null=True)
    pot = fields.IntField(null=True)
    rotation = fields.IntField(default=0)
    link_hash = fields.CharField(max_length=64, unique=True)
    registered_by = fields.CharField(max_length=120)

    class Meta:
        table = "teams"
        constraints = (
            enum_check("status", TeamStatus, name="team_status"),
            Check("colour ~ '^#[0-9a-f]{6}$' AND second_colour ~ '^#[0-9a-f]{6}$'", name="team_colours"),
            Check("length(link_hash) = 64", name="team_link_hash_whole"),
            Check("status <> 'held' OR hold_expires_at IS NOT NULL", name="team_held_until"),
            Unique(
                fields=("division_id", "name_key"),
                name="one_live_team_per_name",
                condition="status IN ('held', 'confirmed', 'withdrawn')",
            ),
            Unique(
                fields=("division_id", "seed"),
                name="one_team_per_seed",
                condition="seed IS NOT NULL AND status IN ('held', 'confirmed', 'withdrawn')",
            ),
        )


class Player(Record):
    """Somebody on a roster, with the credential that the field reads; leaving the roster keeps the row."""

    team: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField(
        "events.Team", related_name="players", on_delete=OnDelete.RESTRICT
    )
    team_id: int
    division: fields.ForeignKeyRelation[Division] = fields.ForeignKeyField(
        "events.Division", related_name="players", on_delete=OnDelete.RESTRICT
    )
    division_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="played_in", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    number = fields.IntField(null=True)
    is_captain = fields.BooleanField(default=False)
    reinforcement = fields.BooleanField(default=False)
    official = fields.BooleanField(default=False)
    gender = fields.CharEnumField(Gender, max_length=8, default=Gender.UNSAID)
    birth_date = fields.DateField(null=True)
    confirmation = fields.CharEnumField(Confirmation, max_length=12, default=Confirmation.PENDING)
    confirmed_by = fields.CharField(max_length=120, default="")
    confirmed_at = fields.DatetimeField(null=True)
    shown = fields.BooleanField(default=False)
    consented_at = fields.DatetimeField(null=True)
    added_at = fields.DatetimeField()
    added_by = fields.CharField(max_length=120)
    removed_at = fields.DatetimeField(null=True)
    removed_by = fields.CharField(max_length=120, default="")
    code_hash = fields.CharField(max_length=64, unique=True)
    rotation = fields.IntField(default=0)
    key_version = fields.IntField(default=1)

    class Meta:
        table = "players"
        constraints = (
            enum_check("gender", Gender, name="player_gender"),
            enum_check("confirmation", Confirmation, name="player_confirmation"),
            Check("number IS NULL OR number BETWEEN 0 AND 999", name="player_number"),
            Check("length(code_hash) = 64", name="player_code_hash_whole"),
            Check("NOT shown OR consented_at IS NOT NULL", name="player_shown_by_consent"),
            Unique(fields=("division_id", "person_id"), name="one_team_per_player", condition="removed_at IS NULL"),
            Unique(
                fields=("team_id", "number"),
                name="one_player_per_number",
                condition="removed_at IS NULL AND number IS NOT NULL",
            ),
            Unique(fields=("team_id",), name="one_captain_per_team", condition="removed_at IS NULL AND is_captain"),
        )
