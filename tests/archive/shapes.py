"""Archives of any shape: sizes, writers, removals, retaggings, kills, and what completes after them."""

import random
from contextlib import suppress

from pipelines.archive import ArchiveWriter, RunRecord, Store, put_run
from pipelines.document import Outcome
from tests.archive.doomed import DoomedStore, Killed
from tests.archive.pages import document, failure, judge, opened, rejection, seeds
from tests.archive.retagged import found


def sample(store: Store, name: str = "a") -> None:
    """Everything an archive can hold, in small; `name` makes its pages unlike those of others."""
    writer = opened(store)
    writer.commit_seeds(seeds()[1:2])
    writer.commit([document(f"{name}0"), rejection(f"{name}1"), document(f"{name}2")], judge)
    writer.commit([failure(f"{name}3", name.encode()), rejection(f"{name}4")], judge)
    writer.commit([document(f"{name}{n}", near_keys=f"{n:08x}") for n in range(5, 8)], judge)
    writer.retag({0: found("tiktok"), 2: found("tiktok"), 5: found("tiktok", "bytedance")})
    writer.remove(2, "asked for")
    writer.commit([document(f"{name}9"), failure(f"{name}10", None)], judge)
    writer.close()
    put_run(store, run_record(writer))


def run_record(writer: ArchiveWriter) -> RunRecord:
    return RunRecord(
        run="run-1",
        started="2026-11-22T01:02:03Z",
        finished="2026-11-22T01:03:03Z",
        spider="news",
        arguments={},
        archive=writer.store.url,
        software={"corpus-crawler": "1"},
        head=writer.head,
        head_file_sha256=writer.head_file_sha256,
    )


def grow(store: Store, dice: random.Random) -> None:
    """An archive of any shape, its last writer closed."""
    if dice.random() < 0.7:
        opened(store).commit_seeds(seeds()[: dice.randrange(1, 3)])
    for session in range(dice.randrange(1, 5)):
        if dice.random() < 0.4:
            with suppress(Killed):
                doomed = DoomedStore(store, dice.randrange(10, 120), is_made=dice.random() < 0.5)
                _session(ArchiveWriter.open(doomed, run=f"r{session}", software="test/1"), dice)
        else:
            _session(opened(store, f"r{session}"), dice)
    last = opened(store, "last")
    last.commit([rejection("last")], judge)
    last.close()
    if dice.random() < 0.5:
        put_run(store, run_record(last))


def _session(writer: ArchiveWriter, dice: random.Random) -> None:
    for _ in range(dice.randrange(0, 5)):
        writer.commit([_page(dice) for _ in range(dice.choice((0, 1, 1, 2, 5, 12)))], judge)
        if writer.documents and dice.random() < 0.3:
            with suppress(LookupError):
                writer.remove(dice.randrange(writer.documents), "any")
        if writer.documents and dice.random() < 0.3:
            numbers = [dice.randrange(writer.documents) for _ in range(dice.randrange(4))]
            writer.retag({number: found(dice.choice(("tiktok", "douyin"))) for number in numbers})
    if dice.random() < 0.5:
        writer.close()


def _page(dice: random.Random) -> Outcome:
    name = f"p{dice.randrange(60)}"
    kind = dice.random()
    if kind < 0.25:
        return rejection(name)
    if kind < 0.4:
        return failure(name, name.encode() if dice.random() < 0.7 else None)
    return document(
        name, f"{name} 字节跳动 {'text ' * dice.randrange(40)}", near_keys=f"{dice.randrange(9):08x}"
    )
