"""Who owns an action: a user, where one is meant, or a name."""

from dataclasses import replace

from percorso.domain.action import Action, Plan
from percorso.store.records import users
from percorso.store.records.database import RecordsConnection


def owned(
    connection: RecordsConnection, plan: Plan, known: Action | None = None
) -> tuple[Plan, str | None]:
    """A plan with its owner as they are called, and the e-mail of the user they are.

    Args:
        connection: To the records.
        plan: Whose owner is told by an e-mail, by a name only one user has, or by any other text.
        known: The action as it is: the same name goes on being the same user.

    Returns:
        None for the e-mail where the owner is no user, or could be several.
    """
    said = plan.owner.casefold()
    if known is not None and known.owner_email and known.plan.owner.casefold() == said:
        return plan, known.owner_email
    owner, email = user_meant(connection, plan.owner)
    return replace(plan, owner=owner), email


def user_meant(connection: RecordsConnection, owner: str) -> tuple[str, str | None]:
    """Who is meant by a text: a user as they are called, and their e-mail.

    Returns:
        The text as it is and None, where it is no user's, or could be several.
    """
    said = owner.casefold()
    if not said:
        return owner, None
    there = [one for one in users.users(connection) if one.disabled_at is None]
    meant = [one for one in there if one.email == said] or [
        one for one in there if one.name.casefold() == said
    ]
    return (meant[0].name, meant[0].email) if len(meant) == 1 else (owner, None)
