"""Dates keep the precision they are given, and are compared at it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.dates import date_in_path, in_range, newest_first, parse_bound, parse_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019-10-01", "2019-10-01"),
        ("2019-10", "2019-10"),
        ("2019", "2019"),
        ("20191001", "2019-10-01"),
        ("2019-10-01T08:30:00+08:00", "2019-10-01T08:30:00+08:00"),
        ("2019-10-01T08:30:00+0800", "2019-10-01T08:30:00+08:00"),
        ("2019-10-01T08:30:00.123456Z", "2019-10-01T08:30:00Z"),
        ("2019-10-01 08:30", "2019-10-01T08:30"),
        ("2019/10/1 8:30:05", "2019-10-01T08:30:05"),
        ("2019年10月1日 08:30", "2019-10-01T08:30"),
        ("2019年10月1日", "2019-10-01"),
        ("2019年10月", "2019-10"),
        ("Tue, 01 Oct 2019 08:30:00 GMT", "2019-10-01T08:30:00Z"),
        ("Tue, 01 Oct 2019 08:30:00 +0800", "2019-10-01T08:30:00+08:00"),
        ("01 Oct 2019", "2019-10-01"),
        ("2019-02-30", None),
        ("2019-10-01T25:00", None),
        ("3小时前", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_written_dates(written: str, iso: str | None) -> None:
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("/2019/10/1/zuckerberg-leak", "2019-10-01"),
        ("/2019/10/slug-of-it", "2019-10"),
        ("/chuangshiji/2020-12-14/doc-iiznctke6666.shtml", "2020-12-14"),
        ("/2020-12/14/content_1.htm", "2020-12-14"),
        ("/n1/2020/1211/c1003-31963456.html", "2020-12-11"),
        ("/cj/2020/12-14/9361718.shtml", "2020-12-14"),
        ("/rain/a/20201207A0496K00", "2020-12-07"),
        ("/zt/t20201207_123.html", "2020-12-07"),
        ("/2020/13/45/slug", None),
        ("/p/20201207", None),
        ("/2020/12/5-things-to-know", "2020-12"),
        ("/news/slug", None),
    ],
)
def test_dates_in_paths(path: str, iso: str | None) -> None:
    assert date_in_path(path) == iso


@pytest.mark.parametrize(
    ("published", "since", "until", "inside"),
    [
        ("2019-09-01", "2019-09-01", None, True),
        ("2019-08-31T23:59:59Z", "2019-09-01", None, False),
        ("2019-09-01T23:59:59-08:00", None, "2019-09-01", True),
        ("2019-09-02", None, "2019-09-01", False),
        ("2019-09", "2019-09-15", None, True),
        ("2019", "2019-09-15", "2019-10-01", True),
        ("2018", "2019-09-15", None, False),
        ("2019-09-30", None, "2019-09", True),
        ("2019-10-01", None, "2019-09", False),
        (None, "2019-09-01", "2019-09-02", True),
        ("2019-09-01T23:00", "2019-09-01T23:30", "2019-09-01T08:00", True),
        ("2019-09-05", None, None, True),
    ],
)
def test_ranges_include_both_ends(
    published: str | None, since: str | None, until: str | None, inside: bool
) -> None:
    assert in_range(published, since, until) is inside


@pytest.mark.parametrize("text", ["2019-09-01", " 2019-09 ", "2019"])
def test_bounds(text: str) -> None:
    assert parse_bound(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "1.9.2019", "2019-13-01", "2019-02-30", "last week", "2019-09-01T10:00"]
)
def test_a_bad_bound_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2019-09-01"):
        parse_bound(text)


def test_newest_is_decided_across_offsets() -> None:
    dates = [
        None,
        "2019-10",
        "2019-10-01T23:00:00-05:00",
        "2019-10-02T03:00:00Z",
        "2019-10-02T13:00:00+08:00",
    ]
    assert sorted(dates, key=newest_first, reverse=True) == [dates[4], dates[2], dates[3], dates[1], dates[0]]


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or parse_date(parsed) == parsed


@given(st.datetimes(timezones=st.timezones() | st.none()))
def test_what_iso_writes_is_read_to_the_second(moment: object) -> None:
    written = moment.isoformat(timespec="seconds")  # type: ignore[attr-defined]
    parsed = parse_date(written)
    if written[0] in "12" and len(written) in (19, 25):
        assert parsed is not None
        assert parsed.replace("Z", "+00:00") == written.replace("-00:00", "+00:00")
