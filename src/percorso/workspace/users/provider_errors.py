"""What can go wrong between Percorso and an OpenID provider: one leaf each."""

from percorso.domain.errors import ConflictError, EngineError, InputError


class ProviderUnusable(EngineError):
    """The provider does not answer, or not as one does."""

    def __init__(self, issuer: str, reason: str) -> None:
        self.issuer = issuer
        super().__init__(
            f"The OpenID provider {issuer} cannot be used: {reason}. Log in by password, or look "
            "at the settings that begin with oidc_."
        )


class ProviderWithoutLibrary(EngineError):
    """A provider is set, and what reads its tokens is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Tokens of an OpenID provider are read by the extra oidc: pip install 'percorso[oidc]'"
        )


class TokenRefused(InputError):
    """A token of the provider that proves nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"What the OpenID provider sent proves nobody: {reason}. Begin again from the log-in."
        )


class AccountRefused(ConflictError):
    """Somebody the provider knows, and who is not let in.

    Attributes:
        why: `no_users`, `disabled`, `email_unproved`, `email_taken`, `new` or `linked`.
    """

    def __init__(self, why: str, email: str = "") -> None:
        self.why = why
        super().__init__(f"{email or 'This account'} is not let in: {_WHY[why]}")


_WHY = {
    "no_users": "there is no user yet, and the first is an owner made by the link of percorso up.",
    "disabled": "the user is disabled. Whoever looks after the users can change that.",
    "email_unproved": "the provider does not say that the e-mail is theirs.",
    "email_taken": "a user has this e-mail and a password. They log in by it, and link the account "
    "in the settings.",
    "new": "only who is a user already is let in. Whoever looks after the users can invite them.",
    "linked": "it is another user's, or this user has another account.",
}
