"""The records: what must be kept whole and edited, in SQLite (later PostgreSQL)."""
