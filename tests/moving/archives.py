"""Archives to be moved, and what a copy of one must have in common with it."""

from pathlib import Path

from pipelines.archive import ListingResult, RunRecord, Store, open_store, put_run, verify
from pipelines.archive.store import KeyMissing
from tests.archive.pages import document, failure, judge, opened, rejection, seeds

_VOUCHED = ("log/", "warc/0", "quarantine/", "runs/")


def archive_at(url: str, pages: int = 9, batch: int = 3) -> Store:
    """Seeds, pages, a rejection and a failure, the record of the run."""
    store = open_store(url)
    writer = opened(store)
    writer.commit_seeds(seeds())
    grow(store, 0, pages, batch)
    writer.commit([rejection("turned-away"), failure("broken"), failure("gone", None)], judge)
    put_run(store, record("0a", opened(store).head))
    return store


def grow(store: Store, first: int, pages: int, batch: int = 3) -> None:
    """Commits pages `first` and those after it."""
    writer = opened(store)
    for start in range(first, first + pages, batch):
        numbers = range(start, min(start + batch, first + pages))
        writer.commit([document(f"p{number}") for number in numbers], judge)


def record(run: str, head: str | None) -> RunRecord:
    listing = ListingResult(
        url="http://news.test/feed", kind="feed", publisher=None, candidates=1, problem=None
    )
    return RunRecord(
        run=run,
        started="2026-11-22T01:02:03Z",
        finished=None if head is None else "2026-11-22T01:03:03Z",
        spider="news",
        arguments={},
        archive="archive",
        software={},
        listings=(listing,),
        head=head,
    )


def contents(store: Store) -> dict[str, bytes]:
    """Every object."""
    return {key: store.get(key).data for key, _ in store.list()}


def vouched(store: Store) -> dict[str, bytes]:
    """The objects that nothing can bring back, and the texts."""
    return {
        key: data
        for key, data in contents(store).items()
        if key.startswith(_VOUCHED) or key.endswith(".txt") or key == "INDEX"
    }


def assert_same(source: Store, target: Store) -> None:
    """`target` is `source`, byte for byte, and in order."""
    assert vouched(target) == vouched(source)
    report = verify(target)
    # The probe of a copy that was killed lies there for an hour.
    assert [note for note in report.notes if not note.key.startswith("probe/")] == []
    assert report.findings == ()


def assert_prefix(source: Store, target: Store) -> int:
    """`target` holds the first segments of `source` and nothing against them; answers with how many."""
    number = 0
    while True:
        key = f"log/{number:010}.jsonl.gz"
        try:
            found = target.get(key).data
        except KeyMissing:
            break
        assert found == source.get(key).data
        number += 1
    if number:
        assert all(finding.repairable for finding in verify(target).findings)
    return number


def write_texts(folder: Path, texts: dict[str, bytes]) -> Path:
    """A folder of texts to be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    return folder
