"""Runs the migrations of the records on the connection the workspace hands over."""

from alembic import context

from percorso.store.records.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
