"""Errors as outcomes: by class, by status, by words; and the words that are passed on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yt_dlp.networking.common import Response
from yt_dlp.networking.exceptions import HTTPError, TransportError
from yt_dlp.utils import DownloadError, ExtractorError, GeoRestrictedError, UnsupportedError

from archiver.extract.outcomes import outcome_of, plain
from archiver.models import PlayerOutcome, Truncation


class Closed:
    closed = True


def http_error(status: int) -> HTTPError:
    return HTTPError(Response(Closed(), "http://films.test/", {}, status))


def as_raised(error: ExtractorError) -> DownloadError:
    """As YoutubeDL raises what an extractor raised."""
    outer = DownloadError(f"ERROR: {error}", (type(error), error, None))
    outer.__context__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (GeoRestrictedError("Only for some", countries=["DE"]), PlayerOutcome.GEO),
        (ExtractorError("您所在区域暂无此内容版权（如设置VPN请关闭后重试）"), PlayerOutcome.GEO),
        (ExtractorError("The film is not available in your country"), PlayerOutcome.GEO),
        (ExtractorError("Only for registered users. Use --cookies"), PlayerOutcome.LOGIN),
        (ExtractorError("Sign in to confirm your age"), PlayerOutcome.LOGIN),
        (ExtractorError("Fresh cookies are needed"), PlayerOutcome.LOGIN),
        (ExtractorError("This video is DRM protected"), PlayerOutcome.DRM),
        (ExtractorError("This video has been removed by the user"), PlayerOutcome.REMOVED),
        (ExtractorError("该视频被设为私密"), PlayerOutcome.REMOVED),
        (ExtractorError("Video unavailable"), PlayerOutcome.REMOVED),
        (ExtractorError("No page", cause=http_error(404)), PlayerOutcome.REMOVED),
        (ExtractorError("No page", cause=http_error(451)), PlayerOutcome.GEO),
        (ExtractorError("No page", cause=http_error(401)), PlayerOutcome.LOGIN),
        (ExtractorError("HTTP Error 503: Service Unavailable"), PlayerOutcome.UNKNOWN),
        (
            ExtractorError("No page", cause=TransportError(cause=TimeoutError())),
            PlayerOutcome.TIMEOUT,
        ),
        (UnsupportedError("http://films.test/private/login"), PlayerOutcome.UNKNOWN),
        (ExtractorError("See http://films.test/login/removed"), PlayerOutcome.UNKNOWN),
        (ExtractorError("Unable to extract the title"), PlayerOutcome.UNKNOWN),
        (ValueError(), PlayerOutcome.UNKNOWN),
    ],
)
def test_an_error_means_what_its_class_or_its_words_say(
    error: Exception, outcome: PlayerOutcome
) -> None:
    raised = as_raised(error) if isinstance(error, ExtractorError) else error
    assert outcome_of(raised, None)[0] is outcome


@pytest.mark.parametrize(
    ("stopped", "outcome"),
    [
        (Truncation.TIME, PlayerOutcome.TIMEOUT),
        (Truncation.LENGTH, PlayerOutcome.TOO_LARGE),
    ],
)
def test_a_stop_of_our_own_comes_before_what_yt_dlp_made_of_it(
    stopped: Truncation, outcome: PlayerOutcome
) -> None:
    assert outcome_of(ExtractorError("Video unavailable"), stopped)[0] is outcome


def test_the_note_is_yt_dlps_sentence_without_its_trimmings() -> None:
    error = as_raised(ExtractorError("\x1b[0;31mUnable to\nextract\x1b[0m title", video_id="v1"))
    assert "report this issue" in str(error)
    assert outcome_of(error, None)[1] == "Unable to extract title"
    assert outcome_of(DownloadError("ERROR: Nothing; please report this issue on X"), None)[1] == (
        "Nothing"
    )
    assert outcome_of(ValueError(), None)[1] == "ValueError"


def test_causes_in_a_circle_end() -> None:
    one, two = ExtractorError("one"), ExtractorError("two")
    one.cause, two.cause = two, one
    assert outcome_of(one, None)[0] is PlayerOutcome.UNKNOWN


@given(st.text(max_size=1000))
def test_a_strangers_text_is_one_short_line(text: str) -> None:
    line = plain(text)
    assert len(line) <= 300
    assert line.isprintable() or not line.isascii()
    assert line == " ".join(line.split())
