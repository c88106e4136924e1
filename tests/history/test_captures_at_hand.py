"""What is known of a page is held against a capture of it that somebody made once."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.seen import Seen
from crawler.window import Window
from pipelines.archive import Verdict

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STAMP = "2026-11-22T00:00:00Z"
URL = "https://daily.example/2020/03/04/a-story"

_SEEN = [
    (None, None),
    (Verdict("archived", 7, None, None, STAMP, None), "known"),
    (Verdict("rejected", None, "relevance", "not_related", STAMP, None), "known"),
    (Verdict("rejected", None, "fetch", "http_404", STAMP, None), None),
    (Verdict("rejected", None, "extract", "soft_404", STAMP, None), None),
    (Verdict("rejected", None, "extract", "challenge", STAMP, None), None),
    (Verdict("failed", None, "fetch", "dns", STAMP, None), None),
]


@pytest.mark.parametrize(("verdict", "expected"), _SEEN)
def test_what_became_of_the_page_itself_does_not_hide_a_capture(
    verdict: Verdict | None, expected: str | None
) -> None:
    seen = Seen(lambda _: verdict, Window("2020-03", "2020-03"), timedelta(hours=24), lambda: NOW)
    assert seen.reason_to_skip_capture(URL, "2020-03-04") == expected
    if expected is None:
        assert seen.reason_to_skip_capture(URL, "2020-05-04") == "outside_dates"
