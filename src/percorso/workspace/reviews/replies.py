"""Answers reviews: a reply is drafted, approved by who may, and marked as sent."""

import json
from collections.abc import Mapping
from typing import Literal

from percorso.domain.replies import (
    BANDS,
    USUAL_TEMPLATES,
    Reply,
    ReplyStep,
    Step,
    Templates,
    TemplateUnknown,
    band_of,
    filled,
    fit_text,
)
from percorso.domain.reviews import ReviewWhole
from percorso.store.records import preferences
from percorso.store.records import replies as records
from percorso.workspace.account import account
from percorso.workspace.people.consent_of import Person, keys_of
from percorso.workspace.people.traits_of import traits_of
from percorso.workspace.reviews.desk import ReviewsDesk
from percorso.workspace.stores import Stores, now_utc

_TEMPLATES = "reply_templates"
Lang = Literal["it", "en"]


class RepliesDesk:
    """The replies to the reviews of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._reviews = ReviewsDesk(stores)

    def of(self, id_: str) -> Reply:
        """The reply to a review, with all its steps."""
        with self._stores.records.read() as connection:
            return Reply(id_, records.steps_of(connection, id_))

    def draft(
        self, id_: str, text: str, *, read: int | None = None, by: str | None = None
    ) -> Reply:
        """Write a reply down, or write it anew: then it has to be approved again.

        Args:
            id_: Of the review.
            text: Of the reply.
            read: How many steps there were when it was read; None does not look.
            by: Who writes; None is the account of this computer.

        Raises:
            ReviewUnknown: there is no such review.
            ReplyRefused: the text is empty or too long.
            ReplyOvertaken: somebody else changed it since.
            ReplyOutOfTurn: it is sent.
        """
        return self._step(id_, "drafted", fit_text(text), read, by)

    def approve(self, id_: str, *, read: int | None = None, by: str | None = None) -> Reply:
        """Say that a reply may be sent as it stands.

        Raises:
            ReviewUnknown: there is no such review.
            ReplyOvertaken: somebody else changed it since.
            ReplyOutOfTurn: there is no draft.
        """
        return self._step(id_, "approved", None, read, by)

    def mark_sent(self, id_: str, *, read: int | None = None, by: str | None = None) -> Reply:
        """Say that a reply stands on its platform now; its time is measured by this instant.

        Raises:
            ReviewUnknown: there is no such review.
            ReplyOvertaken: somebody else changed it since.
            ReplyOutOfTurn: it is not approved.
        """
        return self._step(id_, "sent", None, read, by)

    def withdraw(self, id_: str, *, read: int | None = None, by: str | None = None) -> Reply:
        """Let a draft go, or take back that it was approved or sent.

        Raises:
            ReviewUnknown: there is no such review.
            ReplyOvertaken: somebody else changed it since.
            ReplyOutOfTurn: there is nothing to take back.
        """
        return self._step(id_, "withdrawn", "", read, by)

    def suggested(self, whole: ReviewWhole, customer_no: int | None, *, clear: bool) -> str:
        """What a reply may begin with: a template by stars and language.

        Args:
            whole: The review.
            customer_no: Whose it is.
            clear: Whether the first name may be told; it is only where the card knows it.
        """
        review = whole.review
        template = self.templates()[self._language(review.text)]
        band = band_of(review.stars, review.recommends)
        name = self._first_name(customer_no) if clear and customer_no is not None else None
        language = self._language(review.text)
        return filled(template[band], language, name, self._stores.company().name)

    def templates(self) -> Templates:
        """The template of each language and band of stars."""
        with self._stores.records.read() as connection:
            kept = preferences.preference_of(connection, _TEMPLATES)
        own = json.loads(kept) if kept else {}
        return {
            language: {band: own.get(language, {}).get(band) or usual[band] for band in BANDS}
            for language, usual in USUAL_TEMPLATES.items()
        }

    def write_templates(
        self, told: Mapping[str, Mapping[str, str]], *, by: str | None = None
    ) -> Templates:
        """Change templates; those not told stay, an empty one is the usual again.

        Raises:
            TemplateUnknown: a language or band there is not.
            ReplyRefused: a text is too long.
        """
        own = {language: dict(bands) for language, bands in self.templates().items()}
        for language, bands in told.items():
            for band, text in bands.items():
                if language not in USUAL_TEMPLATES or band not in BANDS:
                    raise TemplateUnknown(language, band)
                usual = USUAL_TEMPLATES[language][band]
                own[language][band] = fit_text(text, "template") if text.strip() else usual
        changed = {
            language: {
                band: text
                for band, text in bands.items()
                if text != USUAL_TEMPLATES[language][band]
            }
            for language, bands in own.items()
        }
        kept = json.dumps(changed, ensure_ascii=False)
        with self._stores.records.write() as connection:
            preferences.set_preference(connection, _TEMPLATES, kept, now_utc(), by or account())
        return own

    def _step(
        self, id_: str, step: Step, text: str | None, read: int | None, by: str | None
    ) -> Reply:
        """Write a step down; what it says of the text is as it stands, where it says nothing."""
        customer_no = self._reviews.with_customer(id_)[1]
        made_by = account() if by is None else by
        with self._stores.records.write() as connection:
            known = Reply(id_, records.steps_of(connection, id_))
            known.check(step, read)
            told = known.text if text is None else text
            made = ReplyStep(id_, step, told, made_by, now_utc())
            records.add_step(connection, made, customer_no)
            return Reply(id_, (*known.steps, made))

    def _language(self, text: str | None) -> Lang:
        # The word lists take a while to read, and most questions want none.
        from percorso.voice.language import language_of

        guess = language_of(text or "")
        if guess.is_sure:
            return guess.language
        return "en" if self._stores.settings.language == "en" else "it"

    def _first_name(self, customer_no: int) -> str | None:
        with self._stores.records.read() as connection:
            person = Person(customer_no, keys_of(connection, customer_no))
            found = {one["name"]: one["value"] for one in traits_of(connection, person, clear=True)}
        return found.get("first_name")
