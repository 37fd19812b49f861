"""How many requests one caller may make in a time."""

from __future__ import annotations

import ipaddress
import logging
import math
import re
import time
from dataclasses import dataclass
from typing import Protocol

from limits import (
    RateLimitItem,
    RateLimitItemPerDay,
    RateLimitItemPerHour,
    RateLimitItemPerMinute,
    RateLimitItemPerSecond,
)
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.concurrency import run_in_threadpool

from corpus.catalogue.calls import CallCounter
from corpus.errors import UsageError, VigieError
from ui.settings import RATE

_log = logging.getLogger(__name__)

_ITEMS: dict[str, type[RateLimitItem]] = {
    "seconde": RateLimitItemPerSecond,
    "minute": RateLimitItemPerMinute,
    "heure": RateLimitItemPerHour,
    "jour": RateLimitItemPerDay,
}


@dataclass(frozen=True)
class Allowance:
    """What is left to a caller: requests allowed, left, and seconds until there are more."""

    allowed: bool
    limit: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As response headers."""
        said = {
            "ratelimit-limit": str(self.limit),
            "ratelimit-remaining": str(self.left),
            "ratelimit-reset": str(self.seconds),
        }
        return said if self.allowed else said | {"retry-after": str(self.seconds)}


class Limiter(Protocol):
    """Counts requests by caller."""

    async def hit(self, rate: str, caller: str) -> Allowance:
        """Count a request of ``caller`` at ``rate`` (« 600/minute »)."""
        ...


class RateLimiter:
    """Counts requests by caller over a sliding window, in this process's memory."""

    def __init__(self) -> None:
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def hit(self, rate: str, caller: str) -> Allowance:
        """Count a request of ``caller`` at ``rate`` (« 600/minute »)."""
        item = item_of(rate)
        allowed = await self._window.hit(item, caller)
        stats = await self._window.get_window_stats(item, caller)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return Allowance(allowed, item.amount, stats.remaining, seconds)


class SharedRateLimiter:
    """Counts requests by caller in the catalogue, for all replicas together.

    While the catalogue cannot be reached this process counts by itself.
    """

    def __init__(self, counter: CallCounter) -> None:
        self._counter = counter
        self._alone = RateLimiter()
        self._away = False

    async def hit(self, rate: str, caller: str) -> Allowance:
        """Count a request of ``caller`` at ``rate`` (« 600/minute »)."""
        item = item_of(rate)
        length = item.get_expiry()
        try:
            allowed, found = await run_in_threadpool(self._counter.add, caller, length, item.amount)
        except VigieError as error:
            if not self._away:  # once, not at every request while it lasts
                _log.warning("Débits comptés par ce processus seul\u00a0: %s", error)
            self._away = True
            return await self._alone.hit(rate, caller)
        self._away = False
        used = found.former * found.ends_in / length + found.current
        left = max(0, math.floor(item.amount - used))
        return Allowance(allowed, item.amount, left, max(1, math.ceil(found.ends_in)))


def item_of(rate: str) -> RateLimitItem:
    """A rate as the library takes it.

    Raises:
        UsageError: it is not « NUMBER/seconde », « /minute », « /heure » or « /jour ».
    """
    found = re.match(RATE, rate)
    if found is None:
        raise UsageError(
            f"Le débit «\u00a0{rate}\u00a0» ne convient pas. Écrivez un nombre et une durée, par "
            "exemple «\u00a0600/minute\u00a0» (seconde, minute, heure ou jour)."
        )
    amount, _, window = rate.partition("/")
    return _ITEMS[window](int(amount))


def caller_address(host: str | None) -> str:
    """The address that a limit is counted for: of IPv6, the network that one client has."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "inconnue"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
