"""What points to a person in a text, put out of it before the text leaves the house."""

import re

# What stands for each in the text that leaves.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[email]", re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}\.[A-Za-z]{2,24}")),
    ("[link]", re.compile(r"(?:https?://|www\.)\S{1,2000}", re.IGNORECASE)),
    ("[iban]", re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){3,7}(?: ?[A-Za-z0-9]{1,3})?\b")),
    # Five digits and more, however parted: phones, cards, orders, parcels, postcodes.
    ("[number]", re.compile(r"[+#]?\d(?:[\s./()-]{0,2}\d){4,}")),
    # Italian tax codes, and words of letters and digits as orders and parcels have.
    ("[code]", re.compile(r"\b(?=[A-Za-z-]{0,15}\d)(?=\d{0,15}[A-Za-z])[A-Za-z0-9-]{6,40}\b")),
)
# After these words stands a name: "mi chiamo Ada Rossi", "my name is Bob".
_NAMED = re.compile(
    r"(?i:\b(?:mi chiamo|il mio nome è|sono (?=[A-Z]\w+ [A-Z])|my name is|i am (?=[A-Z]\w+ [A-Z])))"
    r"\s*((?:[A-ZÀ-Ý][\w'’]{1,30}\s?){1,3})"
)


def masked_text(text: str) -> str:
    """A text without addresses, numbers, codes and names that say they are one.

    A name that nothing announces stays: no list knows all names.

    >>> masked_text("Mi chiamo Ada Rossi, ordine 10044 2: ada@shop.it, +39 055 123456")
    'Mi chiamo [name], ordine [number]: [email], [number]'
    """
    for sign, pattern in _SIGNS:
        text = pattern.sub(sign, text)
    return _NAMED.sub(lambda found: found.group(0).replace(found.group(1).rstrip(), "[name]"), text)
