"""What one run may ask of a host: what is over is left, on record, and fetched by the next."""

from pathlib import Path

from tests.crawl.crawling import crawl, last_record
from tests.manners.web import Reply, running_web


def test_what_is_over_is_left_for_the_next_run(tmp_path: Path) -> None:
    urls = "\n".join(f"http://{host}.example/{page}" for host in ("daily", "weekly") for page in range(1, 7))
    pages = {f"{host}.example": lambda _path, _place: Reply() for host in ("daily", "weekly")}
    archive = tmp_path / "archive"
    with running_web(pages) as web:
        arguments = ("-a", "file=-", "-s", "REQUESTS_PER_HOST=5")
        first = crawl(web.proxy, archive, *arguments, spider="page", stdin=urls)
        assert first.code == 0, first.output
        assert [len([each for each in web.asked if each.host == host]) for host in pages] == [5, 5]
        record = last_record(archive)
        assert record.skipped_by_reason == {"host_budget": 12 - record.fetched}
        assert {each.reason for each in record.skipped_sample} == {"host_budget"}
        crawl(web.proxy, archive, "-a", "file=-", spider="page", stdin=urls)
        assert last_record(archive).fetched == 12 - record.fetched
    assert [len(set(web.paths(host))) for host in pages] == [6, 6]
