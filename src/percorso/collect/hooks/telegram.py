"""Updates of a Telegram bot.

Verified on 23 Nov 2026 in public programs that serve bots: the header
X-Telegram-Bot-Api-Secret-Token, update_id, message, callback_query. Not looked up: Telegram's
own page of them.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks.delivery import Delivery, Message, Receipt
from percorso.collect.hooks.moments import Moment, moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, contact, one_message, reading
from percorso.collect.hooks.signatures import check_equal

_SENDER = "Telegram"


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """The secret token given to `setWebhook`; nothing covers the body.

    Raises:
        BadSignature: it is not a live one.
    """
    given = delivery.headers.get("x-telegram-bot-api-secret-token", "")
    check_equal(_SENDER, given, [secret for secret in secrets if secret], "secret token")


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One update, by its number."""
    return one_message(delivery, lambda told: (told.get("update_id"),))


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """What somebody wrote to the bot, or the button that was pressed."""
    told.get("update_id").wanted()
    pressed = told.get("callback_query")
    if pressed.value is not None:
        when = Moment(receipt.at, "assumed", ("no_time",))
        return _from(pressed, "Telegram button", "data", when)
    said = told.get("message")
    if said.value is None:
        return ()
    return _from(said, "Telegram message", "text", moment(said.get("date"), receipt))


def _from(told: Node, name: str, words: str, when: Moment) -> Contacts:
    who = told.get("from")
    if who.value is None or who.get("is_bot").is_true():
        return ()
    cells = {
        "channel": "chat",
        "anonymous_id": f"telegram:{who.get('id').wanted()}",
        "text": told.first(words, "caption").text() if words == "text" else told.get(words).text(),
    }
    properties = {
        **told.kept("message_id"),
        **who.kept("language_code"),
    }
    return (contact(name, when, cells, human="wrote", type="message.in", properties=properties),)
