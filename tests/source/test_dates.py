from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.models import Doubt
from archiver.source.dates import date_of_file_name, read_date, stem_without_date

EAST = timezone(timedelta(hours=8))
NAIVE = {Doubt.NO_ZONE}
DAY = {Doubt.NO_ZONE, Doubt.NO_TIME}


def at(*parts: int, zone: timezone | None = None) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("raw", "moment", "doubts"),
    [
        ("Sun, 14 Nov 2021 15:43:00 GMT", at(2021, 11, 14, 15, 43, zone=UTC), set()),
        ("Sun, 14 Nov 2021 15:43:00 +0800", at(2021, 11, 14, 15, 43, zone=EAST), set()),
        ("2022-06-17 14:08:03", at(2022, 6, 17, 14, 8, 3), NAIVE),
        ("2022-06-17", at(2022, 6, 17), DAY),
        ("2022/6/7 8:05", at(2022, 6, 7, 8, 5), NAIVE),
        ("2022-06-17 14:08:03 +0800", at(2022, 6, 17, 14, 8, 3, zone=EAST), set()),
        ("2022-06-17 14:08 +0800", at(2022, 6, 17, 14, 8, zone=EAST), set()),
        ("2022-06-17T14:08:03+08:00", at(2022, 6, 17, 14, 8, 3, zone=EAST), set()),
        ("2022-06-17T14:08:03.250Z", at(2022, 6, 17, 14, 8, 3, 250_000, zone=UTC), set()),
        ("2022-06-17T14:08:03", at(2022, 6, 17, 14, 8, 3), NAIVE),
        (
            "2012-6-20 23:30:00.000000000 +09:00",
            at(2012, 6, 20, 23, 30, zone=timezone(timedelta(hours=9))),
            set(),
        ),
        ("2020-1-2 3:04:05", at(2020, 1, 2, 3, 4, 5), NAIVE),
        ("2021年11月14日", at(2021, 11, 14), DAY),
        ("4 April 2021", at(2021, 4, 4), DAY),
        ("April 4, 2021", at(2021, 4, 4), DAY),
        ("1591341600000", at(2020, 6, 5, 7, 20, zone=UTC), set()),
        ("2019-07-09 18::48::00", at(2019, 7, 9, 18, 48), NAIVE | {Doubt.REPAIRED}),
        (
            "2025-10-14 00:10.000000000 +09:00",
            at(2025, 10, 14, 0, 10, zone=timezone(timedelta(hours=9))),
            {Doubt.REPAIRED},
        ),
        ("2019-05-27T1:55:44+08:00", at(2019, 5, 27, 1, 55, 44, zone=EAST), {Doubt.REPAIRED}),
        ("2019-2-06", at(2019, 2, 6), DAY | {Doubt.REPAIRED}),
        ("2020-01-02 11:30 PM", at(2020, 1, 2, 23, 30), NAIVE),
    ],
)
def test_a_date_is_read_with_its_doubts(raw: str, moment: datetime, doubts: set[Doubt]):
    date = read_date(raw)
    assert (date.raw, date.moment, date.doubts) == (raw, moment, doubts)
    assert date.moment is not None
    assert date.moment.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "raw",
    [
        "时间",
        "",
        "0000-00-00",
        "2021-13-01",
        "2021-02-30 10:00",
        "2021-01-01 25:00",
        "Sun, 99 Nov 2021 1:1 GMT",
        "2021-01-01 10:00 +99:99",
        "9" * 70,
        "x" * 10_000,
        "10000000000000000000",
    ],
)
def test_what_is_no_date_is_unreadable(raw: str):
    date = read_date(raw)
    assert (date.moment, date.doubts) == (None, {Doubt.UNREADABLE})


@given(st.text(alphabet="0123456789-/: TZ+.年月日GMTJanSu,", max_size=40))
def test_any_text_gives_a_date_with_consistent_doubts(raw: str):
    date = read_date(raw)
    assert (date.moment is None) == (Doubt.UNREADABLE in date.doubts)
    if date.moment is not None:
        assert (date.moment.tzinfo is None) == (Doubt.NO_ZONE in date.doubts)


def test_a_file_name_may_hold_the_date():
    date = date_of_file_name("2021-03-04-title.md")
    assert date is not None
    assert (date.raw, date.moment) == ("2021-03-04", at(2021, 3, 4))
    assert Doubt.FROM_FILE_NAME in date.doubts
    assert date_of_file_name("2019-44-44-posting.md") is None
    assert date_of_file_name("title.md") is None


def test_a_stem_loses_its_date_but_never_all():
    assert stem_without_date("2021-03-04-title") == "title"
    assert stem_without_date("2021-03-04") == "2021-03-04"
