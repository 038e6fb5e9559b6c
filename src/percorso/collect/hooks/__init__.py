"""The senders of webhooks: how each proves itself, what a delivery holds, what a message tells."""

from dataclasses import dataclass

from percorso.collect.hooks import (
    aftership,
    brevo,
    freshdesk,
    generic,
    klaviyo,
    mailchimp,
    mailgun,
    meta,
    postmark,
    sendcloud,
    sendgrid,
    shopify,
    standard,
    telegram,
    tracking,
    trustpilot,
    twilio,
    woocommerce,
    zendesk,
)  # fmt: skip
from percorso.collect.hooks.delivery import Delivery, Greet, Message, Read, Receipt, Split, Verify
from percorso.collect.hooks.refusals import (
    BadSignature,
    HookFormatUnknown,
    StaleSignature,
    UnmappedPayload,
)

__all__ = [
    "FORMATS",
    "BadSignature",
    "Delivery",
    "HookFormat",
    "HookFormatUnknown",
    "Message",
    "Receipt",
    "StaleSignature",
    "UnmappedPayload",
    "hook_format",
]


@dataclass(frozen=True, slots=True)
class HookFormat:
    """One sender's form.

    Attributes:
        verify: Raises BadSignature or StaleSignature unless the delivery is the sender's.
        split: The messages of a delivery; raises nothing.
        read: The contacts of a message; raises UnmappedPayload and nothing else.
        headers: Those without which `split` and `read` cannot tell what a body is; `verify` wants
            all of them.
        greet: What to answer a call that only tries the address; None where it is a delivery.
        rank: What breaks ties between sources of the same instant (WIRE-FORMATS 12).
    """

    verify: Verify
    split: Split
    read: Read
    rank: int
    headers: tuple[str, ...] = ()
    greet: Greet | None = None


_ORDERS, _DELIVERY, _SERVICE, _MESSAGES, _FEEDBACK = 30, 50, 60, 70, 80

FORMATS: dict[str, HookFormat] = {
    "aftership": HookFormat(aftership.verify, aftership.split, aftership.read, _DELIVERY),
    "brevo": HookFormat(brevo.verify, brevo.split, brevo.read, _MESSAGES),
    "freshdesk": HookFormat(freshdesk.verify, freshdesk.split, freshdesk.read, _SERVICE),
    "generic": HookFormat(generic.verify, generic.split, generic.read, _SERVICE, standard.HEADERS),
    "klaviyo": HookFormat(klaviyo.verify, klaviyo.split, klaviyo.read, _MESSAGES),
    "mailchimp": HookFormat(
        mailchimp.verify, mailchimp.split, mailchimp.read, _MESSAGES, greet=mailchimp.greet
    ),
    "mailgun": HookFormat(mailgun.verify, mailgun.split, mailgun.read, _MESSAGES),
    "meta": HookFormat(meta.verify, meta.split, meta.read, _MESSAGES, greet=meta.greet),
    "postmark": HookFormat(postmark.verify, postmark.split, postmark.read, _MESSAGES),
    "sendcloud": HookFormat(sendcloud.verify, sendcloud.split, sendcloud.read, _DELIVERY),
    "sendgrid": HookFormat(sendgrid.verify, sendgrid.split, sendgrid.read, _MESSAGES),
    "shopify": HookFormat(shopify.verify, shopify.split, shopify.read, _ORDERS, shopify.HEADERS),
    "telegram": HookFormat(telegram.verify, telegram.split, telegram.read, _MESSAGES),
    "tracking": HookFormat(
        tracking.verify, tracking.split, tracking.read, _DELIVERY, standard.HEADERS
    ),
    "trustpilot": HookFormat(trustpilot.verify, trustpilot.split, trustpilot.read, _FEEDBACK),
    "twilio": HookFormat(twilio.verify, twilio.split, twilio.read, _MESSAGES, twilio.HEADERS),
    "woocommerce": HookFormat(
        woocommerce.verify,
        woocommerce.split,
        woocommerce.read,
        _ORDERS,
        woocommerce.HEADERS,
        greet=woocommerce.greet,
    ),
    "zendesk": HookFormat(zendesk.verify, zendesk.split, zendesk.read, _SERVICE),
}


def hook_format(name: str) -> HookFormat:
    """The form of a sender.

    Raises:
        HookFormatUnknown: there is none of that name.
    """
    if name not in FORMATS:
        raise HookFormatUnknown(name, list(FORMATS))
    return FORMATS[name]
