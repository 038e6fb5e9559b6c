"""The identifiers of one customer are found without reading all links."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Index the links by customer."""
    op.create_index("ix_identity_link_customer_no", "identity_link", ["customer_no"])
