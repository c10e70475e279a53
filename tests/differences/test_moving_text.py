"""Words that run across the page: where they stand is no change, that they are gone is."""

from __future__ import annotations

from dataclasses import replace

from painted import SLUG, Album, Piece, story

from archiver.differences import Against, PageDifference, difference, state_of_capture
from archiver.models import DifferenceSettings
from archiver.store import Collection

RUNNING = Piece(tag="marquee", words="The ferry leaves at six tonight", height=30)


def compared(album: Album) -> PageDifference:
    """Compare the first capture with the last one."""
    with Collection.open(album.archive, writable=False) as collection:
        old, new = (state_of_capture(collection, i, post=album.post) for i in album.ids)
        settings = DifferenceSettings()
        return difference(SLUG, Against.EARLIER, old, new, settings=settings)


def test_where_running_words_stand_is_not_compared(album: Album) -> None:
    album.add([*story(), RUNNING])
    album.add([*story(), replace(RUNNING, seed="tonight The ferry leaves at six")])
    found = compared(album)
    assert (found.visual, found.has_changed) == ((), False)
    assert [mask.why for mask in found.new_masks] == ["text that moves by itself"]
    assert [mask.why for mask in found.old_masks] == ["text that moves by itself"]


def test_what_else_changed_on_such_a_page_is_seen(album: Album) -> None:
    pieces = story()
    album.add([*pieces, RUNNING])
    album.add([replace(pieces[0], seed="other"), *pieces[1:], RUNNING])
    assert compared(album).has_changed
