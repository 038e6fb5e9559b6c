"""Where people and programs reach the server of a workspace, and how sure that is."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from percorso.settings import PREFIX, USUAL_HOST, USUAL_PORT, Settings
from percorso.store.lock import serving_address

_SET_IT = f"set {PREFIX}PUBLIC_URL to the one browsers and phones reach"


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a server is reached.

    Attributes:
        url: Without a slash at its end.
        notice: What to know of it before it is printed; empty where the settings say it.
    """

    url: str
    notice: str = ""


def reached(folder: Path, settings: Settings) -> Reached:
    """Where the server of a workspace is reached.

    The setting `public_url` says so; else the server that runs; else it is assumed.
    """
    if settings.public_url:
        return Reached(settings.public_url.rstrip("/"))
    running = serving_address(folder)
    if running is None:
        url = f"http://{USUAL_HOST}:{USUAL_PORT}"
        return Reached(
            url,
            f"No server runs on this workspace, so {url} is assumed. For another address, start "
            f"the server first, or {_SET_IT}.",
        )
    url, is_local = _from_this_machine(running)
    if is_local:
        return Reached(url, f"Only this machine reaches {url}: for others, {_SET_IT}.")
    return Reached(url)


def _from_this_machine(address: str) -> tuple[str, bool]:
    """The address a server has said, as this machine reaches it; whether no other does so.

    >>> _from_this_machine("http://0.0.0.0:8400")
    ('http://127.0.0.1:8400', True)
    >>> _from_this_machine("http://192.0.2.7:8400")
    ('http://192.0.2.7:8400', False)
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return address, host == "localhost"
    if not number.is_unspecified:
        return address, number.is_loopback
    here = USUAL_HOST if number.version == 4 else "[::1]"
    return f"http://{here}:{parts.port}", True
