"""A letter as it is handed to a mail server: one person, a text, and its HTML where it has one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from secrets import token_hex

from percorso.domain.errors import InputError
from percorso.workspace.stores import now_utc

_LONGEST_ADDRESS = 254


class AddressUnfit(InputError):
    """An address that no letter can be sent to."""

    def __init__(self) -> None:
        # The address is a person's: it stands in no message.
        super().__init__("The address cannot take mail: a name, @ and a host are wanted.")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one person.

    Attributes:
        to: Their address alone.
        subject: One line.
        text: In plain words; every letter has them.
        html: The same with marks; empty where there is none. It loads nothing from anywhere.
        headers: Further ones, as `List-Unsubscribe`.
        message_id: Without its angle brackets; given before a letter is sent, it is kept first.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    message_id: str = ""


def new_message_id(sender: str) -> str:
    """An id that no other letter has, of the sender's host."""
    return f"{token_hex(16)}@{address_of_sender(sender).rpartition('@')[2]}"


def address_of_sender(told: str) -> str:
    """The address in the setting `mail_from`, which may say a name, too.

    >>> address_of_sender("Casa Lume <ciao@lume.example>")
    'ciao@lume.example'
    """
    return ascii_address(parseaddr(told)[1])


def ascii_address(told: str) -> str:
    """An address, and nothing beside it, as mail servers want it.

    Raises:
        AddressUnfit: it is none.

    >>> ascii_address("ada@münchen.example")
    'ada@xn--mnchen-3ya.example'
    """
    name, _, host = told.rpartition("@")
    try:
        found = f"{name}@{host.encode('idna').decode()}"
    except UnicodeError:
        raise AddressUnfit from None
    is_plain = found.isascii() and found.isprintable() and not set(found) & set(' <>,;:"\\()[]')
    if not (name and host and is_plain and len(found) <= _LONGEST_ADDRESS):
        raise AddressUnfit
    return found


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """A letter as it goes over the wire.

    Args:
        letter: What is sent.
        sender: Name and address of who sends, as the setting `mail_from` says.

    Raises:
        AddressUnfit: nobody can be reached there.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((_one_line(parseaddr(sender)[0]), address_of_sender(sender)))
    message["To"] = ascii_address(letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(now_utc())
    message["Message-ID"] = f"<{letter.message_id or new_message_id(sender)}>"
    # Programs that answer by themselves are asked not to.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = _one_line(value)
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def _one_line(text: str) -> str:
    """A text that begins no header of its own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
