"""Signing a WACZ with a key of one's own: WACZ-auth 0.1.0, anonymous signatures.

Such a signature says that two files come from the same hand, and that nobody else changed
them; whose hand it is, it does not say.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import archiver
from archiver.errors import StorageError, UsageError
from archiver.formats.wacz_writer import Signer
from archiver.store.durable import create_file, translated, write_all

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

_AUTH_VERSION = "0.1.0"
_CURVE_BITS = 384
"""P-384, as ArchiveWeb.page signs and wabac.js verifies."""
_MOST_KEY_BYTES = 1 << 16


def signer(path: Path) -> Signer:
    """Return what signs with the key in a file (PEM, P-384); a new key is made when absent.

    The same key gives the same signature of the same file each time (RFC 6979).

    Raises:
        StorageError: the file cannot be read or written.
        UsageError: it holds no such key, or the package `cryptography` is not installed.
    """
    try:
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    except ImportError as error:
        message = "signing needs the package cryptography: pip install 'archiver[sign]'"
        raise UsageError(message) from error
    if not path.exists():
        _make_key(path)
    key = _read_key(path)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def sign(told: str, created: str) -> Mapping[str, str]:
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        parts = decode_dss_signature(key.sign(told.encode(), algorithm))
        # Two numbers side by side, as browsers sign and verify (IEEE P1363), not ASN.1.
        raw = b"".join(part.to_bytes(_CURVE_BITS // 8, "big") for part in parts)
        return {
            "hash": told,
            "created": created,
            "software": f"archiver {archiver.__version__}",
            "publicKey": base64.b64encode(public).decode("ascii"),
            "signature": base64.b64encode(raw).decode("ascii"),
            "version": _AUTH_VERSION,
        }

    return sign


def _make_key(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    data = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with translated(path):
        descriptor = create_file(path)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o600)
            write_all(descriptor, data)
        finally:
            os.close(descriptor)


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        with path.open("rb") as stream:
            key = load_pem_private_key(stream.read(_MOST_KEY_BYTES), password=None)
    except OSError as error:
        raise StorageError(f"{path}: the key cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"{path}: no private key in PEM without a password") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.key_size != _CURVE_BITS:
        raise UsageError(f"{path}: not a key on the curve P-384, which WACZ files are signed with")
    return key
