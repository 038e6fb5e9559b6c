"""Sources whose senders prove themselves by a secret of theirs: made, and given a new secret."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from percorso.collect.hooks import hook_format
from percorso.collect.hooks.meta import verify_token
from percorso.collect.hooks.profile import mapping_of_profile
from percorso.collect.profiles import profile_named
from percorso.domain.errors import ConflictError, InputError
from percorso.store.records import doors as door_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.doors import Door
from percorso.workspace.stores import Stores, now_utc

_LARGEST_SECRET_BYTES = 10_000
_GENERIC = "generic"


class SecretFileUnreadable(InputError):
    """The file that should hold a webhook's secret."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"The secret cannot be read from {path}: {reason}. "
            "Write it into a file of its own, one line, and name it with --secret-file."
        )


class WebhookNeeds(InputError):
    """A webhook's source without what makes it one, or another source with it."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(wanted)


class WebhookSendsAlready(ConflictError):
    """The source has a door already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The source {name!r} sends already. For a new secret: percorso source rotate {name} "
            "--secret-file FILE"
        )


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook's source that was made.

    Attributes:
        name: The source's.
        id: Its public id, the end of its address.
        verify_token: What Meta asks for beside the address; None of all others.
    """

    name: str
    id: str
    verify_token: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        told = {"name": self.name, "id": self.id, "write_key": None}
        return told | ({"verify_token": self.verify_token} if self.verify_token else {})


def secret_in(path: Path) -> str:
    """The secret a file holds, without blanks around it.

    Raises:
        SecretFileUnreadable: there is no such file, or no secret in it.
    """
    try:
        if path.stat().st_size > _LARGEST_SECRET_BYTES:
            raise SecretFileUnreadable(path, "it is larger than any secret")
        secret = path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise SecretFileUnreadable(path, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise SecretFileUnreadable(path, "it is no text") from None
    if not secret:
        raise SecretFileUnreadable(path, "it is empty")
    return secret


def add_webhook(
    stores: Stores, name: str, *, format_: str, secret: str, profile: str | None = None
) -> NewWebhook:
    """Let a sender of webhooks deliver to a source.

    Args:
        stores: The workspace.
        name: The source's key; made when it is new.
        format_: Which sender's form.
        secret: What its deliveries are signed with.
        profile: The mapping profile generic messages are read by: a file, or a built-in key.

    Raises:
        HookFormatUnknown: there is no such form.
        WebhookNeeds: a profile is missing, or has no use.
        WebhookSendsAlready: the source has a door.
    """
    form = hook_format(format_)
    if (format_ == _GENERIC) != (profile is not None):
        raise WebhookNeeds(
            "Messages of format generic are read by a mapping profile: --profile FILE."
            if profile is None
            else f"Messages of format {format_} need no profile; leave --profile out."
        )
    mapping = _mapping_text(profile) if profile else None
    at = now_utc()
    with stores.records.write() as connection:
        source = source_records.source_by_key(connection, name) or source_records.add_source(
            connection, key=name, rank=form.rank, at=at
        )
        if _door_of(connection, source.no) is not None:
            raise WebhookSendsAlready(name)
        public_id = "src_" + secrets.token_hex(8)
        door_records.add_door(
            connection, source.no, public_id=public_id, kind="webhook", format_=format_,
            origins=(), mapping=mapping,
        )  # fmt: skip
        door_records.add_key(connection, source.no, secret, at, kind="webhook")
    return NewWebhook(name, public_id, verify_token(secret) if format_ == "meta" else None)


def replace_secret(
    connection: RecordsConnection, door: Door, secret: str, overlap: timedelta
) -> NewWebhook:
    """Give a webhook's source a new secret; the ones it has hold on for a while."""
    at = now_utc()
    door_records.end_keys(connection, door.source_no, at + overlap)
    door_records.add_key(connection, door.source_no, secret, at, kind="webhook")
    token = verify_token(secret) if door.format == "meta" else None
    return NewWebhook(door.key, door.public_id, token)


def read_by(connection: RecordsConnection, door: Door, profile: str) -> None:
    """Read the messages of a generic webhook by another profile from now on.

    Raises:
        WebhookNeeds: the source is of another format.
    """
    if door.format != _GENERIC:
        raise WebhookNeeds(
            f"The source {door.key!r} has the format {door.format}, which says how it is read; a "
            "profile is for the format generic."
        )
    door_records.set_mapping(connection, door.source_no, _mapping_text(profile))


def _mapping_text(profile: str) -> str:
    mapping = mapping_of_profile(profile_named(profile))
    return msgspec.json.encode(mapping.as_json()).decode()


def _door_of(connection: RecordsConnection, source_no: int) -> Door | None:
    return next(
        (door for door in door_records.doors(connection) if door.source_no == source_no), None
    )
