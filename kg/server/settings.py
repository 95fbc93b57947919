"""What a server may do and how much of it: one frozen record."""

import ipaddress
import os
from dataclasses import dataclass

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True)
class ServerSettings:
    """Settings of a server; the defaults are safe on a machine of one's own.

    ``token``: needed to add articles, and beyond loopback to read too. ``hosts``: names under which clients may call besides the loopback ones
    (on loopback), empty: no others; beyond loopback, empty: any. ``cors_origins``: origins whose pages may read the endpoint, ``*`` for all.

    ``workers`` answer quick queries. One that has had ``quick_seconds`` of the processor moves to one of ``slow_workers`` at low priority, so that no
    number of slow queries holds up the quick ones; where those are all taken it is stopped. No query takes longer than ``time_limit_seconds``.
    ``memory_limit_mb`` is that of a worker, ``max_rows`` and ``max_answer_bytes`` are those of an answer, ``max_query_bytes`` and
    ``max_article_bytes`` those of a request.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    is_writable: bool = False
    hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    workers: int = min(4, max(2, os.cpu_count() or 2))
    slow_workers: int = 4
    quick_seconds: float = 1.0
    time_limit_seconds: float = 10.0
    max_waiting: int = 256
    max_wait_seconds: float = 30.0
    memory_limit_mb: int = 1500
    max_rows: int = 100_000
    max_answer_bytes: int = 32_000_000
    max_query_bytes: int = 256_000
    max_article_bytes: int = 8_000_000
    body_seconds: float = 30.0
    adding_seconds: float = 600.0

    @property
    def is_public(self) -> bool:
        """Whether other machines can reach the server."""
        return not is_loopback(self.host)

    @property
    def allowed_hosts(self) -> frozenset[str] | None:
        """Names that a request may call the server by, in lower case; None: any.

        Any name would let a page elsewhere, whose name is made to point at 127.0.0.1, read the graph in the reader's browser.
        """
        if self.is_public:
            return frozenset(map(str.lower, self.hosts)) or None
        return _LOOPBACK_NAMES | {self.host.lower()} | set(map(str.lower, self.hosts))
