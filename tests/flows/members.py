"""Users of a workspace for tests of its pages, and browsers they have logged in with."""

from percorso.domain.access import Actor, Role, User
from percorso.workspace import Workspace

PASSWORD = "lampada verde sul tetto"  # noqa: S105 - of the tests
OWN = {"sec-fetch-site": "same-origin"}
_HERE = Actor("root")


def member(
    workspace: Workspace, role: Role = "owner", *, sees_personal: bool = False,
    may_export: bool = False, name: str = "",
) -> User:  # fmt: skip
    """A user of that role who has chosen the password above; the first one is an owner."""
    if role != "owner" and not workspace.users.there_are():
        member(workspace)
    email = f"{name or role}@lume.example"
    wanted = User(
        0, email, name or role.title(), role, sees_personal=sees_personal, may_export=may_export
    )
    invited = workspace.users.invite(wanted, _HERE)
    return workspace.own.accept(invited.token, PASSWORD)
