from __future__ import annotations

import ssl
import sys
from pathlib import Path

import pytest

from archiver.errors import UsageError
from archiver.testing import StandInWeb
from archiver.testing.authority import Authority


def handshake(authority: Authority, name: str, trusted: str) -> dict[str, object]:
    """Shake hands in memory; return what the client learned of the server."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context(cadata=trusted).wrap_bio(
        to_client, to_server, server_hostname=name
    )
    server = authority.server_context().wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client.getpeercert() or {}


@pytest.mark.parametrize("name", ["a.example", "b.example", "xn--fiqs8s.example", "127.0.0.1"])
def test_each_name_gets_its_own_certificate(name):
    with Authority() as authority:
        certificate = handshake(authority, name, authority.root_pem)
    kind = "IP Address" if name[0].isdigit() else "DNS"
    assert certificate["subjectAltName"] == ((kind, name),)


def test_two_authorities_do_not_trust_each_other():
    with Authority() as one, Authority() as two, pytest.raises(ssl.SSLCertVerificationError):
        handshake(one, "a.example", two.root_pem)
    assert one.spki_pin != two.spki_pin


def test_key_files_are_private_and_go_with_the_authority():
    with Authority() as authority:
        authority.server_context()
        folder = Path(authority._folder.name)
        assert all(path.stat().st_mode & 0o77 == 0 for path in folder.iterdir())
    assert not folder.exists()


async def test_without_the_extra_the_stand_in_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "archiver.testing.authority", None)
    with pytest.raises(UsageError, match=r"archiver\[standin\]"):
        async with StandInWeb.start():
            pass
