"""docs/reasons.md names every slug that the code can give, and none that it cannot."""

from crawler.discovery.candidate import PROBLEMS
from handbook.reference.slugs import failed, not_fetched, rejected, statuses_that_reject
from tests.docs.markdown import names, page, rows, section

TEXT = page("docs/reasons.md")
# Composed of the status; which ones are rejections is told by crawler.capture.
COMPOSED = {"http_404", "http_410", "http_…"}


def test_rejected() -> None:
    documented = set(names(section(TEXT, "## Rejected")))
    assert documented - COMPOSED == rejected()
    assert documented & COMPOSED == {f"http_{status}" for status in statuses_that_reject()}


def test_failed() -> None:
    assert set(names(section(TEXT, "## Failed"))) - COMPOSED == failed()


def test_not_fetched() -> None:
    assert set(names(section(TEXT, "## Not fetched"))) == not_fetched()


def test_problems_of_listings() -> None:
    documented = {cells[0].strip("`"): cells[1] for cells in rows(section(TEXT, "## Problems of listings"))}
    assert documented == PROBLEMS
