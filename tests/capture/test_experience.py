"""What the pages of one job learn from each other."""

from __future__ import annotations

import pytest

from archiver.capture import Experience, experience
from archiver.rules import read_rulebook


@pytest.fixture
def learned() -> Experience:
    return Experience(read_rulebook())


def test_an_icon_is_new_once(learned: Experience) -> None:
    asked = [learned.is_new(f"http://a.test/{name}.png") for name in ("a", "a", "b", "a")]
    assert asked == [True, False, True, False]


def test_a_probe_of_a_host_is_remembered_and_a_split_is_never_forgotten(
    learned: Experience,
) -> None:
    assert not learned.is_probed("a.test")
    learned.note_probe("a.test", splits=False)
    assert learned.is_probed("a.test")
    assert not learned.splits("a.test")
    learned.note_probe("a.test", splits=True)
    learned.note_probe("a.test", splits=False)
    assert learned.splits("a.test")
    assert not learned.is_probed("b.test")


def test_the_keys_of_a_picture_come_together_by_its_digest(learned: Experience) -> None:
    learned.note_pictures([("sha1:A", "one"), ("sha1:B", "two")])
    learned.note_pictures([("sha1:A", "three"), ("sha1:A", "one")])
    assert learned.pictures == {"sha1:A": {"one", "three"}, "sha1:B": {"two"}}


def test_a_job_of_any_length_is_remembered_in_bounded_space(
    learned: Experience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(experience, "_DIGESTS", 10)
    for number in range(30):
        learned.note_pictures([(f"sha1:{number}", f"key {key}") for key in range(30)])
        learned.is_new(f"http://a.test/{number}.png")
    assert list(learned.pictures) == [f"sha1:{number}" for number in range(20, 30)]
    assert {len(keys) for keys in learned.pictures.values()} == {8}
    assert not learned.is_new("http://a.test/31.png")
