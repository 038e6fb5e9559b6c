"""The settings a door reads once, each with its type, default, unit and a line of help."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from percorso.domain.errors import InputError

PREFIX = "PERCORSO_"
_LARGEST_EVENT_KB = 4_096
# Where `percorso up` listens when nothing else is said.
USUAL_HOST, USUAL_PORT = "127.0.0.1", 8400
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_LAST_PORT = 65_535
_DATABASES = ("postgresql://", "postgresql+psycopg://")


class SettingInvalid(InputError):
    """A setting holds a value that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        self.name = name
        self.value = value
        super().__init__(
            f"The setting {name} must be {wanted}, got {value!r}. Looked at: the command's "
            f"option, then the environment variable {PREFIX}{name.upper()}, then the default. "
            "Change or unset it."
        )


# An owner is made by an owner alone.
_ROLES_OF_PROVIDER = ("admin", "marketer", "analyst", "agent", "viewer")


@dataclass(frozen=True, slots=True)
class Settings:
    """How Percorso runs on this machine; what belongs to a company lives in its workspace."""

    workspace: Path = field(
        default=Path("percorso-workspace"),
        metadata={"help": "Folder of the workspace a command works on."},
    )
    time_zone: str = field(
        default="Europe/Rome",
        metadata={"help": "IANA time zone of a new workspace: of its days and of times without."},
    )
    currency: str = field(default="EUR", metadata={"help": "ISO 4217 currency of a new workspace."})
    language: str = field(default="it", metadata={"help": "Language of maps: it or en."})
    memory_limit_mb: int = field(
        default=640,
        metadata={
            "help": "Memory the analysis engine may use, in MB; what a map counts at a time takes "
            "at most as much again."
        },
    )
    temporary_limit_mb: int = field(
        default=20_000, metadata={"help": "Disk the analysis engine may spill to, in MB."}
    )
    lock_wait_seconds: float = field(
        default=10.0,
        metadata={
            "help": "How long to wait for another process, in seconds; for a round of the server "
            "six times as long."
        },
    )

    workbook_memory_mb: int = field(
        default=1_024,
        metadata={"help": "Memory the process that reads a workbook (XLSX) may take, in MB."},
    )
    workbook_seconds: int = field(
        default=600, metadata={"help": "Processor time it may take, in seconds."}
    )

    accept_likely_above: float = field(
        default=0.0,
        metadata={
            "help": "Pairs of customers at least so likely to be one person are joined without "
            "asking, 0.5 to 1; 0 is never."
        },
    )

    # It may hold a password: it is never printed.
    records_url: str = field(
        default="",
        repr=False,
        metadata={
            "help": "PostgreSQL for the records, as postgresql://USER@HOST/DATABASE; empty keeps "
            "them in the folder of the workspace."
        },
    )
    public_url: str = field(
        default="",
        metadata={"help": "Address senders reach the server by, where a proxy stands before it."},
    )
    allowed_hosts: str = field(
        default="",
        metadata={
            "help": "Further names the server is called by, with commas; its machine's, that of "
            "public_url and addresses in numbers need no mention."
        },
    )
    trusted_proxies: str = field(
        default="",
        metadata={
            "help": "Addresses or networks of proxies, with commas, whose X-Forwarded-For says who "
            "sends."
        },
    )
    oidc_issuer: str = field(
        default="",
        metadata={
            "help": "Issuer of an OpenID provider people log in with, as "
            "https://login.shop.example; empty is none."
        },
    )
    oidc_client_id: str = field(
        default="", metadata={"help": "What that provider knows Percorso by."}
    )
    # It is never printed.
    oidc_client_secret: str = field(
        default="",
        repr=False,
        metadata={"help": "The secret it gave for it; empty where it gave none."},
    )
    oidc_role_claim: str = field(
        default="",
        metadata={"help": "The claim of its tokens that says a role, as groups; empty is none."},
    )
    oidc_roles: str = field(
        default="",
        metadata={
            "help": "Which value of that claim is which role, as shop-admins=admin,crm=marketer; "
            "the first that holds counts."
        },
    )
    oidc_new_users: str = field(
        default="viewer",
        metadata={
            "help": "Who comes from the provider for the first time: viewer makes them a user, "
            "refuse turns them away."
        },
    )
    smtp_host: str = field(
        default="",
        metadata={"help": "Server that takes mail for sending; empty is none: no mail is sent."},
    )
    smtp_port: int = field(default=587, metadata={"help": "Its port."})
    smtp_security: str = field(
        default="starttls",
        metadata={
            "help": "starttls, tls (from the first byte, usually port 465), or none: only on this "
            "machine."
        },
    )
    smtp_user: str = field(default="", metadata={"help": "Who logs in there; empty is nobody."})
    # It is never printed.
    smtp_password: str = field(default="", repr=False, metadata={"help": "Their password there."})
    mail_from: str = field(
        default="",
        metadata={"help": "Address mail is sent from, as Casa Lume <ciao@shop.example>."},
    )
    text_model_url: str = field(
        default="",
        metadata={
            "help": "OpenAI-compatible address of a bigger model, as https://host/v1; empty is "
            "none: no text leaves this machine."
        },
    )
    text_model: str = field(default="", metadata={"help": "Its name there."})
    # It is never printed.
    text_model_key: str = field(
        default="", repr=False, metadata={"help": "Key it wants; empty is none."}
    )
    text_model_seconds: float = field(
        default=30.0, metadata={"help": "Longest wait for one of its answers, in seconds."}
    )
    server_event_kb: int = field(
        default=32, metadata={"help": "Largest event a server may send, in KB, up to 4096."}
    )
    key_requests_per_second: int = field(
        default=1_000, metadata={"help": "Requests one write key may send a second."}
    )
    address_requests_per_second: int = field(
        default=1_000, metadata={"help": "Requests one address may send a second (IPv6: its /64)."}
    )
    least_free_mb: int = field(
        default=500, metadata={"help": "Free disk below which the server takes nothing, in MB."}
    )
    least_free_share: float = field(
        default=0.05, metadata={"help": "The same as a share of the disk, 0 to 1."}
    )

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SettingInvalid(
                "time_zone", self.time_zone, "an IANA time zone such as Europe/Rome"
            ) from None
        if self.language not in ("it", "en"):
            raise SettingInvalid("language", self.language, "it or en")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isalpha()):
            raise SettingInvalid("currency", self.currency, "a currency code such as EUR")
        for name in ("memory_limit_mb", "temporary_limit_mb", "workbook_memory_mb"):
            if (megabytes := getattr(self, name)) < 1:
                raise SettingInvalid(name, str(megabytes), "a whole number of MB above 0")
        for name in ("key_requests_per_second", "address_requests_per_second"):
            if (requests := getattr(self, name)) < 1:
                raise SettingInvalid(name, str(requests), "a whole number above 0")
        if not 1 <= self.server_event_kb <= _LARGEST_EVENT_KB:
            raise SettingInvalid(
                "server_event_kb", str(self.server_event_kb), "a whole number of KB from 1 to 4096"
            )
        if self.least_free_mb < 0:
            raise SettingInvalid(
                "least_free_mb", str(self.least_free_mb), "a whole number of MB from 0 on"
            )
        if not 0 <= self.least_free_share < 1:
            raise SettingInvalid(
                "least_free_share", str(self.least_free_share), "a share from 0 to below 1"
            )
        try:
            for proxy in self.trusted_proxies.split(","):
                ip_network(proxy.strip() or "::1", strict=False)
        except ValueError:
            raise SettingInvalid(
                "trusted_proxies", self.trusted_proxies, "addresses or networks such as 10.0.0.0/8"
            ) from None
        if self.records_url and not self.records_url.startswith(_DATABASES):
            kind = self.records_url.partition("://")[0][:20]
            raise SettingInvalid(
                "records_url", f"{kind}…", "an address such as postgresql://USER@HOST/DATABASE"
            )
        self._check_provider()
        self._check_mail()
        if self.accept_likely_above and not 0.5 <= self.accept_likely_above <= 1:
            raise SettingInvalid(
                "accept_likely_above", str(self.accept_likely_above),
                "a probability from 0.5 to 1, or 0 for never",
            )  # fmt: skip
        if self.workbook_seconds < 1:
            raise SettingInvalid(
                "workbook_seconds", str(self.workbook_seconds), "a whole number of seconds above 0"
            )
        if not 0 <= self.lock_wait_seconds < float("inf"):
            raise SettingInvalid(
                "lock_wait_seconds", str(self.lock_wait_seconds), "a number of seconds from 0 on"
            )

    def _check_provider(self) -> None:
        """Look at the settings of the OpenID provider.

        Raises:
            SettingInvalid: one cannot be used.
        """
        if self.oidc_issuer and not _is_safe_address(self.oidc_issuer):
            raise SettingInvalid("oidc_issuer", self.oidc_issuer, "an https address")
        if self.oidc_issuer and not self.oidc_client_id:
            raise SettingInvalid("oidc_client_id", "", "what the provider knows Percorso by")
        if self.oidc_new_users not in ("viewer", "refuse"):
            raise SettingInvalid("oidc_new_users", self.oidc_new_users, "viewer or refuse")
        for pair in filter(None, self.oidc_roles.split(",")):
            if pair.rpartition("=")[2].strip() not in _ROLES_OF_PROVIDER or "=" not in pair:
                raise SettingInvalid(
                    "oidc_roles", pair.strip(), f"VALUE=ROLE with one of {_ROLES_OF_PROVIDER}"
                )

    def _check_mail(self) -> None:
        """Look at the settings of mail.

        Raises:
            SettingInvalid: one cannot be used.
        """
        if self.smtp_security not in ("starttls", "tls", "none"):
            raise SettingInvalid("smtp_security", self.smtp_security, "starttls, tls or none")
        if self.smtp_security == "none" and self.smtp_host and self.smtp_host not in _THIS_MACHINE:
            raise SettingInvalid(
                "smtp_security", "none", "starttls or tls, as the server is another machine"
            )
        if not 1 <= self.smtp_port <= _LAST_PORT:
            raise SettingInvalid("smtp_port", str(self.smtp_port), "a port from 1 to 65535")
        if self.mail_from and not _is_mail_address(self.mail_from):
            raise SettingInvalid(
                "mail_from", self.mail_from, "an address such as Casa Lume <ciao@shop.example>"
            )
        if self.smtp_host and not self.mail_from:
            raise SettingInvalid("mail_from", "", "the address mail is sent from")


def _is_mail_address(text: str) -> bool:
    """Whether it is an address, or a name with one in angle brackets."""
    address = text.rpartition("<")[2].removesuffix(">")
    name, _, host = address.rpartition("@")
    return bool(name and host) and text.isprintable() and not set(address) & set(' <>,;"')


def _is_safe_address(text: str) -> bool:
    """Whether nobody on the way reads what goes there: https, or this machine."""
    parts = urlsplit(text)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    )


def read_settings(environ: Mapping[str, str], **given: object) -> Settings:
    """Settings from a door's options, then the environment, then the defaults.

    Args:
        environ: The process's environment.
        given: Options of the door; None means not given.

    Raises:
        SettingInvalid: a value is of the wrong kind.
    """
    values: dict[str, object] = {}
    for setting in fields(Settings):
        option = given.get(setting.name)
        text = environ.get(PREFIX + setting.name.upper())
        if option is not None:
            values[setting.name] = option
        elif text:
            values[setting.name] = _read_text(setting.name, setting.default, text)
    return Settings(**values)  # type: ignore[arg-type]


def _read_text(name: str, default: object, text: str) -> object:
    if isinstance(default, Path):
        return Path(text)
    try:
        if isinstance(default, int):
            return int(text)
        return float(text) if isinstance(default, float) else text
    except ValueError:
        raise SettingInvalid(name, text, "a number") from None
