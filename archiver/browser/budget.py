"""What one page may cost, in all and of one host: requests and bytes."""

from __future__ import annotations

from collections import Counter

from archiver.browser.settings import Limits
from archiver.models import Exchange
from archiver.urls import host_of


class Budget:
    """Keeps the accounts of one page."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._host_requests: Counter[str] = Counter()
        self._host_bytes: Counter[str] = Counter()
        self.requests = 0
        self.size_bytes = 0
        """Of all bodies that were recorded."""
        self.notes: list[str] = []
        """Which bounds were met, in words."""

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that were asked."""
        return frozenset(self._host_requests)

    def note_request(self, url: str) -> None:
        """Count a request."""
        self.requests += 1
        self._host_requests[host_of(url)] += 1

    def note_exchange(self, exchange: Exchange) -> None:
        """Count the bytes of an answer."""
        size_bytes = exchange.body.size_bytes if exchange.body else 0
        self.size_bytes += size_bytes
        self._host_bytes[host_of(exchange.url)] += size_bytes

    def refusal(self, url: str) -> str:
        """Return why no more answers of this address are let through; empty when they are."""
        limits, host = self._limits, host_of(url)
        if self.requests > limits.requests:
            return self._said(f"over the page's budget of {limits.requests:,} requests")
        if self.size_bytes > limits.page_bytes:
            return self._said(f"over the page's budget of {limits.page_bytes:,} bytes")
        if self._host_requests[host] > limits.host_requests:
            return self._said(f"over the budget of {limits.host_requests:,} requests to {host}")
        if self._host_bytes[host] > limits.host_bytes:
            return self._said(f"over the budget of {limits.host_bytes:,} bytes from {host}")
        return ""

    def _said(self, words: str) -> str:
        if words not in self.notes:
            self.notes.append(words)
        return words
