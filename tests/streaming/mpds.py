"""Manifests of DASH for tests, written short."""

from __future__ import annotations

from archiver.models import VideoChoice
from archiver.streaming import Choice, Manifest, choose, read_manifest

URL = "https://cdn.test/d/film.mpd"
HOME = "https://cdn.test/d/"

VIDEO = 'mimeType="video/mp4"'


def mpd(body: str, attributes: str = 'mediaPresentationDuration="PT10S"') -> Manifest:
    """Read an MPD with these attributes and this content."""
    text = (
        f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" {attributes}>{body}</MPD>'
    )
    return read_manifest(text.encode(), URL)


def one(addressing: str, attributes: str = 'mediaPresentationDuration="PT10S"') -> Manifest:
    """Read an MPD of one Representation that is addressed in this way."""
    representation = (
        f'<Representation id="v1" bandwidth="900" {VIDEO}>{addressing}</Representation>'
    )
    return mpd(f"<Period><AdaptationSet>{representation}</AdaptationSet></Period>", attributes)


def parts_of(manifest: Manifest, choice: VideoChoice = VideoChoice.BEST) -> Choice:
    """Choose from it."""
    return choose(manifest, choice)


def names(choice: Choice) -> list[str]:
    """Return the addresses, the manifest's folder left out."""
    return [part.url.removeprefix(HOME) for part in choice.parts]
