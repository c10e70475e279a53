"""Which faults of a page may pass by themselves, and the report of a page that never came."""

from __future__ import annotations

import hashlib

from archiver.models import Capture, Finding, LostAt, Report, Severity, Target, Verdict

# Answers that ask for patience or speak of a passing state (RFC 9110, 15.5 and 15.6; RFC 6585).
_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})

# Chromium's words for what a second try often gets past. A name that does not
# resolve or a certificate that does not hold is no such thing.
_PASSING_ERRORS = (
    "ERR_CONNECTION_CLOSED",
    "ERR_CONNECTION_RESET",
    "ERR_CONNECTION_TIMED_OUT",
    "ERR_EMPTY_RESPONSE",
    "ERR_HTTP2_PROTOCOL_ERROR",
    "ERR_NETWORK_CHANGED",
    "ERR_QUIC_PROTOCOL_ERROR",
    "ERR_SOCKET_NOT_CONNECTED",
    "ERR_TIMED_OUT",
    "ERR_TUNNEL_CONNECTION_FAILED",
    "crashed",
)


def passing_fault(capture: Capture) -> str:
    """Return why a capture is worth another try; empty when it is not."""
    if capture.status in _PASSING_STATUS:
        return f"the page answered {capture.status}"
    if any(word in capture.error for word in _PASSING_ERRORS):
        return capture.error
    return ""


def lost_page_report(target: Target, reason: str) -> Report:
    """Return the report of a page that could not be captured at all.

    Its finding has the id `P0`, as that of any page that did not come.
    """
    message = f"the page could not be captured: {reason}"
    return Report(
        slug=target.slug,
        url=target.url,
        verdict=Verdict.FAILED,
        findings=(
            Finding(
                check="P0",
                severity=Severity.ERROR,
                message=message,
                lost_at=LostAt.CAPTURE,
                fingerprint=hashlib.sha256(f"P0 {target.url}".encode()).hexdigest()[:16],
                subject=target.url,
            ),
        ),
    )
