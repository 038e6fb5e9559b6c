"""What waits in the inbox is counted in an index, not read batch by batch."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Say of each batch how many of its messages are to be loaded."""
    op.add_column("inbox", sa.Column("to_load", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    connection.execute(sa.text("update inbox set to_load = messages"))
    some = connection.execute(sa.text("select no, refused from inbox where refused <> '[]'"))
    for no, refused in some.all():
        connection.execute(
            sa.text("update inbox set to_load = messages - :count where no = :no"),
            {"count": len(json.loads(refused)), "no": no},
        )
    op.create_index("ix_inbox_to_load", "inbox", ["source_no", "no", "to_load"])
    op.drop_index("ix_inbox_source_no", "inbox")
