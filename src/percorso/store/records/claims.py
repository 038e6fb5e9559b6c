"""Who holds records that several machines reach: locks of PostgreSQL, let go when a session ends.

Who holds one writes its name where PostgreSQL lists its sessions, for who comes second.
"""

import os
import socket
from typing import Literal

from sqlalchemy import Connection, text

Part = Literal["writes", "workspace", "server"]
_NUMBERS: dict[Part, int] = {"writes": 1, "workspace": 2, "server": 3}
# PostgreSQL cuts the name of a session there.
_LONGEST_NAME = 63

_HELD = """
l.locktype = 'advisory' and l.granted and l.objsubid = 1
and l.database = (select oid from pg_database where datname = current_database())
and (l.classid::bigint << 32) + l.objid::bigint = {key}"""


def lock_key(part: Part) -> int:
    """The number PostgreSQL knows a lock by; each database has its own."""
    return int.from_bytes(b"percors" + bytes([_NUMBERS[part]]))


def this_process(command: str) -> str:
    """What others are told of who holds a lock.

    >>> this_process("percorso up").endswith(" (percorso up)")
    True
    """
    return f"process {os.getpid()} on {socket.gethostname().partition('.')[0]} ({command})"


class Claims:
    """The locks of a database, each of one session."""

    def take(self, connection: Connection, part: Part, said: str) -> str | None:
        """Take a lock for the session.

        Args:
            connection: The session; the lock ends with it.
            part: What is locked.
            said: What others are told of who holds it.

        Returns:
            None where it is taken, else who holds it.
        """
        taken = connection.exec_driver_sql(f"select pg_try_advisory_lock({lock_key(part)})")
        if not taken.scalar_one():
            return _holder(connection, part)
        connection.execute(
            text("select set_config('application_name', :said, false)"),
            {"said": said.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")},
        )
        return None

    def give_back(self, connection: Connection, part: Part) -> None:
        """Let a lock go now: a session that ends lets it go when PostgreSQL gets to it."""
        connection.exec_driver_sql(f"select pg_advisory_unlock({lock_key(part)})")

    def session(self, connection: Connection) -> int:
        """The number of a session."""
        return int(connection.exec_driver_sql("select pg_backend_pid()").scalar_one())

    def is_held_by(self, connection: Connection, part: Part, session: int) -> bool:
        """Whether a session still has a lock: one that was cut off has it no longer."""
        held = _HELD.format(key=lock_key(part))
        found = connection.exec_driver_sql(
            f"select exists(select from pg_locks l where l.pid = {session} and {held})"
        )
        return bool(found.scalar_one())


def _holder(connection: Connection, part: Part) -> str:
    found = connection.exec_driver_sql(
        "select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid "
        f"where {_HELD.format(key=lock_key(part))}"
    )
    return str(found.scalar() or "another process")
