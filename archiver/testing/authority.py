"""A certificate authority that lives as long as one test.

Its leaf certificates, one per server name, share one key, so that a browser
can be told to trust exactly this key and nothing else.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ipaddress
import ssl
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFETIME = dt.timedelta(days=2)
_COMMON_NAME_LIMIT = 64
"""Longest common name (RFC 5280, appendix A, ub-common-name)."""


class Authority:
    """Signs a certificate for whatever name a client asks for, when it asks.

    Use as a context manager: the key files live in a temporary folder that
    only the user can read, and are gone at the end.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="archiver-authority-")
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._root = self._sign_root()
        self._contexts: dict[str, ssl.SSLContext] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    @property
    def root_pem(self) -> str:
        """The authority's own certificate, for clients that verify as usual."""
        return self._root.public_bytes(serialization.Encoding.PEM).decode("ascii")

    @property
    def spki_pin(self) -> str:
        """Base64 of the SHA-256 of the leaf key's SubjectPublicKeyInfo.

        The value of Chromium's `--ignore-certificate-errors-spki-list`.
        """
        info = self._leaf_key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(info).digest()).decode("ascii")

    def server_context(self) -> ssl.SSLContext:
        """Return a context that answers each server name with its own certificate."""
        context = self._context_for("127.0.0.1")  # who names no server came by address

        def choose(
            connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
        ) -> None:
            if name:
                connection.context = self._context_for(name.lower())

        context.sni_callback = choose
        return context

    def _context_for(self, name: str) -> ssl.SSLContext:
        if name not in self._contexts:
            chain = Path(self._folder.name) / f"{len(self._contexts)}.pem"
            key = self._leaf_key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            leaf = self._sign_leaf(name).public_bytes(serialization.Encoding.PEM)
            chain.touch(mode=0o600)
            chain.write_bytes(key + leaf + self.root_pem.encode("ascii"))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(chain)
            context.set_alpn_protocols(["http/1.1"])
            self._contexts[name] = context
        return self._contexts[name]

    def _sign_root(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "archiver stand-in authority")])
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        public = self._root_key.public_key()
        return (
            _builder(name, name, public)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self._root_key, hashes.SHA256())
        )

    def _sign_leaf(self, host: str) -> x509.Certificate:
        subject = x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, host[:_COMMON_NAME_LIMIT])],
        )
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._root_key.public_key())
        return (
            _builder(subject, self._root.subject, self._leaf_key.public_key())
            .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(issuer_key, critical=False)
            .sign(self._root_key, hashes.SHA256())
        )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


__all__ = ["Authority"]
