"""What can be wrong with users, their roles and the links that let them in."""

from percorso.domain.access import ROLES
from percorso.domain.errors import ConflictError, InputError, NotFoundError


class UserUnknown(NotFoundError):
    """Nobody may log in with this address."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(f"No user has the e-mail {email!r}. `percorso users list` shows them.")


class UserKnown(ConflictError):
    """An address somebody else logs in with."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(
            f"{email} is a user already. Change the role, or make a new link: "
            f"percorso users reset {email}"
        )


class UserUnfit(InputError):
    """Something said of a user that cannot be kept."""

    def __init__(self, field: str, wanted: str, came: str) -> None:
        self.field = field
        super().__init__(f"The {field} of a user is {wanted}, got {came!r}. Nothing was changed.")


class RoleUnknown(InputError):
    """A role that does not exist."""

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(f"A role is one of {', '.join(ROLES)}; got {role!r}.")


class FirstIsOwner(InputError):
    """The first user is to be something else than an owner."""

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(
            f"The first user is an owner, or nobody could invite others in the browser; got "
            f"{role!r}. Invite the owner first: percorso users invite EMAIL --role owner"
        )


class OwnersAlone(InputError):
    """Somebody who is no owner makes or changes one."""

    def __init__(self) -> None:
        super().__init__(
            "Only an owner makes, changes or disables an owner. Ask one, or use the command line "
            "of the computer Percorso runs on: percorso users role EMAIL ROLE"
        )


class LastOwner(ConflictError):
    """The last owner who can log in would be none any more."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(
            f"{email} is the last owner who can log in. Make another user an owner first; nothing "
            "was changed."
        )


class UserDisabled(ConflictError):
    """A link for somebody who may log in no more."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(
            f"{email} is disabled: a link would lead nowhere. First: percorso users enable {email}"
        )


class LinkSpent(NotFoundError):
    """A link that was used, has ended, or never was."""

    def __init__(self) -> None:
        super().__init__(
            "This link was used already, or its time is over. Who looks after the users makes a "
            "new one: percorso users reset EMAIL, or percorso up where there is no user yet."
        )


class FactorWanted(ConflictError):
    """A second factor is to be dropped that the workspace wants of everybody."""

    def __init__(self) -> None:
        super().__init__(
            "This workspace wants a second factor of everybody: it cannot be switched off. For "
            "another device, whoever looks after the users takes the old one away."
        )


class LogInWrong(InputError):
    """An address, password or code that do not belong together."""

    def __init__(self) -> None:
        super().__init__("The e-mail, the password or the code is wrong. Try again.")
