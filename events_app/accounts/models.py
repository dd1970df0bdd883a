"""The tables of who may come in: users, their open sessions, the sign-in mails they asked for, and their roles."""

from datetime import date
from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.access import Role
from events_app.core.models import Check, Record, Unique, enum_check


class SignInMethod(StrEnum):
    """The ways in. A passkey or a second factor is one more word here, one more page, and the same `open_session`."""

    LINK = "link"
    CODE = "code"
    PASSWORD = "password"


class User(Record):
    """Somebody with a key to the house; employees who only register for events need none."""

    email = fields.CharField(max_length=254, null=True, unique=True)
    password_hash = fields.CharField(max_length=200, null=True)
    password_changed_at = fields.DatetimeField(null=True)
    name = fields.CharField(max_length=120)
    person: fields.ForeignKeyNullableRelation["Record"] = fields.ForeignKeyField(
        "events.Person", related_name="users", null=True, on_delete=OnDelete.SET_NULL
    )
    person_id: int | None
    locale = fields.CharField(max_length=8, default="es-MX")
    is_active = fields.BooleanField(default=True)
    search_key = fields.CharField(max_length=400, default="")

    class Meta:
        table = "users"
        constraints = (
            Check("email = lower(email) AND email <> ''", name="user_email_is_lower_case"),
            Check("name <> ''", name="user_has_a_name"),
            Check("email IS NOT NULL OR password_hash IS NULL", name="user_password_needs_email"),
        )


class Session(Record):
    """One browser that somebody signed in with; the row is gone as soon as it is closed."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="sessions", on_delete=OnDelete.CASCADE
    )
    user_id: int
    token_hash = fields.CharField(max_length=64, unique=True)
    method = fields.CharEnumField(SignInMethod, max_length=10)
    user_agent = fields.CharField(max_length=300, default="")
    opened_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField(db_index=True)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "sessions"
        constraints = (
            enum_check("method", SignInMethod, name="session_method_is_known"),
            Check("opened_at <= last_seen_at AND opened_at < expires_at", name="session_times_in_order"),
        )


class SignInLink(Record):
    """One request for a way in by mail; it exists for strangers too, so that nobody can tell the difference."""

    email = fields.CharField(max_length=254)
    next = fields.CharField(max_length=500, default="")
    locale = fields.CharField(max_length=8, default="es-MX")
    handle_hash = fields.CharField(max_length=64, unique=True)
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="sign_in_links", null=True, on_delete=OnDelete.CASCADE
    )
    user_id: int | None
    token_hash = fields.CharField(max_length=64, null=True, unique=True)
    code_hash = fields.CharField(max_length=64, null=True)
    attempts = fields.IntField(default=0)
    asked_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_links"
        constraints = (
            Check("attempts BETWEEN 0 AND 5", name="sign_in_link_attempts"),
            Check("asked_at < expires_at", name="sign_in_link_times_in_order"),
            Check("used_at IS NULL OR user_id IS NOT NULL", name="sign_in_link_used_by_a_user"),
            Check(
                "(user_id IS NULL) = (token_hash IS NULL) AND (user_id IS NULL) = (code_hash IS NULL)",
                name="sign_in_link_prepared_whole",
            ),
        )


class RoleGrant(Record):
    """A role of somebody, for one thing or for everything, from one day to another (both included)."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="grants", on_delete=OnDelete.CASCADE
    )
    user_id: int
    role = fields.CharEnumField(Role, max_length=20)
    scope = fields.CharField(max_length=40, default="")
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    granted_by = fields.CharField(max_length=60)
    ended_at = fields.DatetimeField(null=True)
    ended_by = fields.CharField(max_length=60, default="")

    class Meta:
        table = "role_grants"
        constraints = (
            enum_check("role", Role, name="role_grant_role_is_known"),
            Check(
                "scope = '' OR scope ~ '^(company|event|committee):[1-9][0-9]{0,17}$'",
                name="role_grant_scope_is_known",
            ),
            Check("ends_on IS NULL OR ends_on >= starts_on", name="role_grant_term_in_order"),
            Check("(ended_at IS NULL) = (ended_by = '')", name="role_grant_ended_by_somebody"),
            Unique(
                fields=("user_id", "role", "scope", "starts_on"),
                name="one_live_role_grant",
                condition="ended_at IS NULL",
            ),
        )

    def is_in_force(self, day: date) -> bool:
        return self.ended_at is None and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
