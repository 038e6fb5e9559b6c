"""What a workspace prefers: what somebody chose for everybody on its pages."""

from percorso.store.records import preferences as records
from percorso.workspace.account import account
from percorso.workspace.stores import Stores, now_utc

# Of each, the value that says so; anything else is the usual way.
SECOND_FACTOR, WANTED = "second_factor", "wanted"
LANGUAGE = "language"
STEPS_BEHIND = "begun"


class PreferencesDesk:
    """The preferences of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    @property
    def wants_second_factor(self) -> bool:
        """Whether nobody does anything on the pages without a second factor."""
        return self._of(SECOND_FACTOR) == WANTED

    def want_second_factor(self, by: str | None, *, wanted: bool) -> None:
        """Let nobody do anything without a second factor from the next page on, or not so."""
        self._set(SECOND_FACTOR, WANTED if wanted else "", by)

    @property
    def language(self) -> str:
        """Of the pages, for who has chosen none; empty is as the settings say."""
        return self._of(LANGUAGE)

    def speak(self, language: str, by: str | None) -> None:
        """Show the pages in a language to who has chosen none."""
        self._set(LANGUAGE, language, by)

    def steps_behind(self) -> tuple[str, ...]:
        """The steps of the beginning that were taken or left out, in that order."""
        return tuple(filter(None, self._of(STEPS_BEHIND).split(",")))

    def leave_behind(self, step: str, by: str | None) -> None:
        """Have a step of the beginning behind one, taken or left out."""
        known = self.steps_behind()
        if step not in known:
            self._set(STEPS_BEHIND, ",".join((*known, step)), by)

    def _of(self, key: str) -> str:
        with self._stores.records.read() as connection:
            return records.preference_of(connection, key)

    def _set(self, key: str, value: str, by: str | None) -> None:
        with self._stores.records.write() as connection:
            records.set_preference(connection, key, value, now_utc(), by or account())
