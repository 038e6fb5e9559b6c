"""Databases of a PostgreSQL that runs already, one for each server that is measured."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url


@contextmanager
def new_database(address: str) -> Iterator[str]:
    """An empty database beside the one an address names, and its own address; gone afterwards."""
    name = f"percorso_intake_{secrets.token_hex(4)}"
    quoted = sql.Identifier(name)
    beside = make_url(address).set(drivername="postgresql")
    with psycopg.connect(beside.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute(
            sql.SQL("create database {} template template0 encoding 'UTF8'").format(quoted)
        )
        try:
            yield beside.set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(quoted))
