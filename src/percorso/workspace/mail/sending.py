"""Hands letters to the company's mail server, and tells what became of each.

A letter is sent, refused for good, or not sent and may be tried again; where the line breaks after
its last byte and before the server's answer, nobody knows, and it is in doubt: a program never
sends such a letter again.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from types import TracebackType

from percorso.domain.errors import EngineError, InputError
from percorso.settings import Settings
from percorso.workspace.mail.letter import Letter, address_of_sender, as_message, ascii_address

_SECONDS = 30.0
_PUT_OFF, _FOR_GOOD = 400, 500


class MailNotSet(InputError):
    """Mail is to be sent, and no server is set that takes it."""

    def __init__(self) -> None:
        super().__init__(
            "No mail can be sent: set PERCORSO_SMTP_HOST and PERCORSO_MAIL_FROM, and what the "
            "server asks for (docs/look-up/settings.md)."
        )


class LetterRefused(InputError):
    """The server will never take this letter: its person has no such address, as a rule."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(
            f"The mail server refused the letter for good (SMTP {code}). Nothing was sent; look at "
            "the address."
        )


class LetterDelayed(EngineError):
    """Nothing was sent now; the same letter may be sent again later."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The letter was not sent: {why}. It may be sent again later.")


class LetterInDoubt(EngineError):
    """The server had the whole letter and did not answer: it may have been sent."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"Nobody knows whether the letter was sent: {why}. It is not sent again by itself."
        )


class PostOffice:
    """A line to the mail server, opened for the first letter and closed at the end.

    Args:
        settings: Which server, and who sends.

    Raises:
        MailNotSet: there is none.
    """

    def __init__(self, settings: Settings) -> None:
        if not settings.smtp_host:
            raise MailNotSet
        self._settings = settings
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> "PostOffice":
        """Nothing is opened before there is a letter."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close the line."""
        self._close()

    def send(self, letter: Letter) -> None:
        """Send a letter; when this returns, the server has taken it.

        Raises:
            AddressUnfit: nobody can be reached there.
            LetterRefused: it will never be taken.
            LetterDelayed: it was not taken now.
            LetterInDoubt: nobody knows.
        """
        message = as_message(letter, self._settings.mail_from).as_bytes()
        with self._failures():
            line = self._opened()
            sender, _ = line.mail(address_of_sender(self._settings.mail_from))
            if sender >= _PUT_OFF:
                # Its person has no part in that.
                raise LetterDelayed(f"the mail server refuses who sends (SMTP {sender})")
            code, _ = line.rcpt(ascii_address(letter.to))
            if code >= _PUT_OFF:
                self._close()
            _check_taken(code)
            code = self._data(line, message)
        _check_taken(code)

    def _data(self, line: smtplib.SMTP, message: bytes) -> int:
        """Hand the letter itself over; what the server answers.

        Raises:
            LetterInDoubt: it does not.
        """
        try:
            return int(line.data(message)[0])
        except smtplib.SMTPDataError as refused:
            line.rset()
            return refused.smtp_code
        except (OSError, smtplib.SMTPException) as broken:
            self._close()
            raise LetterInDoubt(f"the line broke ({type(broken).__name__})") from broken

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        """Say what became of a letter that was not handed over whole.

        Raises:
            LetterDelayed: it was not taken now.
        """
        try:
            yield
        except smtplib.SMTPAuthenticationError as refused:
            self._close()
            said = f"the mail server refuses the log-in (SMTP {refused.smtp_code})"
            raise LetterDelayed(said) from None
        except (OSError, smtplib.SMTPException) as broken:
            self._close()
            said = f"the mail server cannot be reached ({type(broken).__name__})"
            raise LetterDelayed(said) from broken

    def _opened(self) -> smtplib.SMTP:
        """The line; a server that was silent for long may have closed it."""
        if self._line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._line.noop()[0] == 250:
                    return self._line
            self._close()
        told = self._settings
        if told.smtp_security == "tls":
            trust = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                told.smtp_host, told.smtp_port, timeout=_SECONDS, context=trust
            )
        else:
            line = smtplib.SMTP(told.smtp_host, told.smtp_port, timeout=_SECONDS)
        self._line = line
        if told.smtp_security == "starttls":
            line.starttls(context=ssl.create_default_context())
        if told.smtp_user:
            line.login(told.smtp_user, told.smtp_password)
        line.ehlo_or_helo_if_needed()
        return line

    def _close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()


def _check_taken(code: int) -> None:
    """Say what a server's no means.

    Raises:
        LetterRefused: it is for good.
        LetterDelayed: it is for now.
    """
    if code >= _FOR_GOOD:
        raise LetterRefused(code)
    if code >= _PUT_OFF:
        raise LetterDelayed(f"the mail server put it off (SMTP {code})")


def send_letter(settings: Settings, letter: Letter) -> None:
    """Send one letter to somebody of the company, as who has to know of a bad answer.

    Customers are written to by the outbox alone: it asks whether they may be.

    Raises:
        MailNotSet: no server is set.
        AddressUnfit: nobody can be reached there.
        LetterRefused: it will never be taken.
        LetterDelayed: it was not taken now.
        LetterInDoubt: nobody knows.
    """
    with PostOffice(settings) as office:
        office.send(letter)
