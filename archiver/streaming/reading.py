"""The way in: bytes to a manifest, and a manifest to what is wanted of it."""

from __future__ import annotations

from archiver.errors import ManifestError
from archiver.models import VideoChoice
from archiver.streaming.dash import Presentation, read_dash
from archiver.streaming.dash_choice import choose_dash
from archiver.streaming.hls import Playlist, read_hls
from archiver.streaming.hls_choice import choose_hls
from archiver.streaming.manifest import MAX_BYTES, Choice, Manifest
from archiver.streaming.sniff import Family, family_of


def read_manifest(data: bytes, url: str) -> Manifest:
    """Return what a manifest lists; `url` is where it came from, after redirects.

    Raises:
        ManifestError: it is larger than 16 MiB, neither HLS nor DASH, or broken.
    """
    if len(data) > MAX_BYTES:
        raise ManifestError(f"The manifest has {len(data):,} bytes, more than any film needs.")
    family = family_of(data)
    if family is None:
        raise ManifestError("The answer is neither an HLS playlist nor a DASH manifest.")
    return read_hls(data, url) if family is Family.HLS else read_dash(data, url)


def choose(manifest: Manifest, choice: VideoChoice, *, now_s: float | None = None) -> Choice:
    """Return which parts of a manifest are wanted; none for `POSTER` and `NONE`.

    `now_s`, in seconds since 1970, says how far a live DASH film has come whose
    segments are not listed; without it only the first ones are taken. What is
    encrypted is listed all the same: see `Manifest.protection`.
    """
    if choice in {VideoChoice.POSTER, VideoChoice.NONE}:
        return Choice(remarks=manifest.remarks)
    if isinstance(manifest, Presentation):
        return choose_dash(manifest, choice, now_s)
    if isinstance(manifest, Playlist):
        return choose_hls(manifest, choice)
    raise TypeError(f"not from read_manifest: {manifest!r}")
