"""The first records: sources, ledger, catalogue, customers, definitions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, those others point to first."""
    _company_and_catalogue()
    _sources()
    _intake()
    _journeys()
    _customers()


def _company_and_catalogue() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "stage",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name_it", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stage")),
    )
    op.create_table(
        "touchpoint",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name_it", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("initiator", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("is_goal", sa.Boolean(), nullable=False),
        sa.Column("is_broadcast", sa.Boolean(), nullable=False),
        sa.Column("promise_seconds", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["stage"], ["stage.key"], name=op.f("fk_touchpoint_stage")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_touchpoint")),
    )


def _sources() -> None:
    op.create_table(
        "source",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("family", sa.String(length=100), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_source")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
    )
    op.create_table(
        "mapping",
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_mapping_source_no")),
        sa.PrimaryKeyConstraint("source_no", "version", name=op.f("pk_mapping")),
    )
    op.create_table(
        "segment",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("mapping_version", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("chain_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_segment_source_no")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
    )


def _intake() -> None:
    op.create_table(
        "ledger",
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("minute_at", sa.DateTime(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("duplicate", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_ledger_source_no")),
        sa.PrimaryKeyConstraint("source_no", "minute_at", name=op.f("pk_ledger")),
    )
    op.create_table(
        "rejected",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("line", sa.BigInteger(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_rejected_source_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_rejected")),
        sa.UniqueConstraint("source_no", "message_id", "code", name=op.f("uq_rejected_source_no")),
    )
    op.create_table(
        "observed_name",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("page_pattern", sa.Text(), nullable=False),
        sa.Column("touchpoint_key", sa.String(length=100), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_no"], ["source.no"], name=op.f("fk_observed_name_source_no")
        ),
        sa.ForeignKeyConstraint(
            ["touchpoint_key"], ["touchpoint.key"], name=op.f("fk_observed_name_touchpoint_key")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_observed_name")),
        sa.UniqueConstraint(
            "source_no", "type", "name", "page_pattern", name=op.f("uq_observed_name_source_no")
        ),
    )


def _journeys() -> None:
    op.create_table(
        "journey_definition",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("gap_seconds", sa.Float(), nullable=False),
        sa.Column("gap_origin", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_journey_definition")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_journey_definition_fingerprint")),
    )


def _customers() -> None:
    op.create_table(
        "customer",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_customer")),
        sa.UniqueConstraint("id", name=op.f("uq_customer_id")),
    )
    op.create_table(
        "identifier",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("clear_value", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_identifier")),
    )
    op.create_table(
        "identity_link",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=40), nullable=True),
        sa.Column("since_at", sa.DateTime(), nullable=True),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_no"], ["customer.no"], name=op.f("fk_identity_link_customer_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_identity_link")),
    )
    op.create_index(
        "ix_identity_link_identifier_key", "identity_link", ["identifier_key"], unique=False
    )
    op.create_table(
        "possible_same_person",
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("other_key", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "identifier_key", "other_key", name=op.f("pk_possible_same_person")
        ),
    )
