"""Writers killed at every step: nothing acknowledged is lost, nothing is there twice, nothing is left undone.

Three at a time write to one archive. Each is killed directly before or after a certain call of its store, or
at any moment.
"""

import random
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, open_store, verify
from pipelines.archive.segment import segment_key
from pipelines.errors import CorpusError
from tests.archive.brood import Fate, Life, Round, brood
from tests.archive.crawler import page, page_url
from tests.archive.mortal import Death
from tests.archive.naive import NaiveStore
from tests.archive.pages import document, judge, opened, rejection
from tests.archive.witness import complaints

AT_ONCE = 3
ROUNDS_PER_ARCHIVE = 5

End = Death | float | None
MakeUrl = Callable[[], str]


@pytest.fixture
def live(url: str) -> Iterator[Round]:
    """After `url`, which sets the environment that the writers inherit."""
    with brood() as live:
        yield live


@pytest.fixture
def new_url(url: str) -> MakeUrl:
    """Another place for an archive with each call."""
    return lambda: f"{url}-{secrets.token_hex(4)}"


class Siege:
    """Rounds of writers on one archive; what they acknowledged, and how those died that were killed."""

    def __init__(self, live: Round, url: str, naive: bool = False) -> None:
        self.acknowledged: set[int] = set()
        self.deaths: list[Death | None] = []
        self.errors: list[str] = []
        self._live = live
        self._url = url
        self._naive = naive
        self._rounds = 0

    def round(self, ends: Sequence[End]) -> list[Fate]:
        """Their pages overlap, and reach beyond those of the round before."""
        self._rounds += 1
        fates = self._live([self._life(each, end) for each, end in enumerate(ends)])
        for fate, end in zip(fates, ends, strict=True):
            self.acknowledged.update(fate.acknowledged)
            self.deaths += [fate.died_at] if fate.killed else []
            self.errors += [fate.error] if fate.error else []
            if fate.killed and not fate.died_at and not isinstance(end, float):
                self.errors.append(f"hung: {end}")
        return fates

    def aftermath(self) -> list[str]:
        """What is wrong once a last writer had its way undisturbed."""
        store = open_store(self._url)
        try:
            ArchiveWriter.open(store, run="last", software="test/1").close()
            found = [f"verify: {finding.key} {finding.problem}" for finding in verify(store).findings]
        except CorpusError as error:
            found = [f"error: {error}"]
        return found + complaints(store, map(page_url, self.acknowledged))

    def _life(self, each: int, end: End) -> Life:
        death, after_s = (end, None) if isinstance(end, Death) else (None, end)
        run, first = f"run-{self._rounds}-{each}", 8 * self._rounds + 4 * each
        return Life(self._url, run, first, 12, 2, self._naive, death, after_s)


class Dooms:
    """Which deaths are still to be died: those at every call of a first and of a later session."""

    def __init__(self, live: Round, url: str, rng: random.Random) -> None:
        calm = Siege(live, url)
        first, *_, later = (calm.round([None])[0] for _ in range(3))
        self.longest_s = later.seconds
        self.later = list(_all_deaths(later))
        self.only_first = [death for death in _all_deaths(first) if death not in set(self.later)]
        self._rng = rng
        rng.shuffle(self.later)
        rng.shuffle(self.only_first)

    def draw(self, fresh: bool) -> list[End]:
        """For a round; the clock kills where no call is left to die at."""
        left = self.only_first if fresh else self.later
        drawn: list[End] = [left.pop() for _ in range(min(AT_ONCE, len(left)))]
        return drawn + [self._rng.uniform(0, self.longest_s) for _ in range(AT_ONCE - len(drawn))]

    def give_back(self, ends: Sequence[End], fates: Sequence[Fate], fresh: bool) -> None:
        """A writer with less to do than expected came through: another is to die at the first such call."""
        left = self.only_first if fresh else self.later
        missed = [end for end, fate in zip(ends, fates, strict=True) if not fate.killed]
        left += [end._replace(nth=1) for end in missed if isinstance(end, Death)]


def _all_deaths(fate: Fate) -> Iterator[Death]:
    for (method, family), times in fate.calls.items():
        for nth in range(1, times + 1):
            yield Death(method, family, nth, "before")
            yield Death(method, family, nth, "after")


def kill(live: Round, new_url: MakeUrl, kills: int, every: bool, naive: bool = False) -> list[str]:
    """Goes on until so many were killed, and with `every` at every call; answers with all complaints."""
    dooms = Dooms(live, new_url(), random.Random(11))
    wanted = {death._replace(nth=1) for death in dooms.later + dooms.only_first}
    died: list[Death | None] = []
    found: list[str] = []
    while len(died) < kills or (every and (dooms.later or dooms.only_first)):
        siege = Siege(live, new_url(), naive)
        for each in range(ROUNDS_PER_ARCHIVE):
            fresh = each == 0
            ends = dooms.draw(fresh)
            dooms.give_back(ends, siege.round(ends), fresh)
        died += siege.deaths
        found += [*siege.errors, *siege.aftermath()]
        assert len(died) < 10 * kills, "some deaths cannot be died"
    sys.stdout.write(f"{len(died)} killed, {sum(map(bool, died))} of them at a call\n")
    assert not every or wanted <= {death._replace(nth=1) for death in died if death}
    return found


def test_kills_lose_nothing(live: Round, new_url: MakeUrl) -> None:
    assert kill(live, new_url, 8, every=False) == []


@pytest.mark.slow
def test_two_hundred_kills_at_every_call_lose_nothing(live: Round, new_url: MakeUrl) -> None:
    assert kill(live, new_url, 200, every=True) == []


@pytest.mark.slow
def test_the_same_kills_on_a_naive_store_are_seen_to_lose(live: Round, new_url: MakeUrl) -> None:
    assert any(each.startswith("lost: ") for each in kill(live, new_url, 40, every=False, naive=True))


def test_an_overtaken_commit_on_a_naive_store_is_seen_to_lose(tmp_path: Path) -> None:
    """What the kills meet by chance, for certain: another commits between the look and the write."""
    store, naive = open_store(str(tmp_path)), NaiveStore(open_store(str(tmp_path)))
    other = ArchiveWriter.open(store, run="other", software="test/1")
    original = naive.put_if_absent

    def overtaken(key: str, data: bytes) -> None:
        if key == segment_key(0):
            other.commit([page(0)], judge)
        original(key, data)

    naive.put_if_absent = overtaken  # type: ignore[method-assign]
    ArchiveWriter.open(naive, run="mine", software="test/1").commit([page(1)], judge)
    assert f"lost: {page_url(0)}" in complaints(store, [page_url(0), page_url(1)])


def test_a_kill_between_the_two_files_of_columns_shows_nothing_twice(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    writer = opened(store)
    writer.commit([document("a", near_keys="00000001"), rejection("r")], judge)
    writer.close()
    behind = store.get("REJECTED.parquet").data
    writer.commit([document("b", near_keys="00000001"), rejection("s")], judge)
    writer.close()
    store.put("REJECTED.parquet", behind)
    assert [row.number for row in Archive.open(store)] == [0, 1]
    assert Archive.open(store).verdict("http://news.test/s") is not None
    later = opened(store)
    assert later.known.near("00000001") == (0, 1)
    later.close()
    assert store.get("REJECTED.parquet").data != behind
    assert verify(store).findings == ()
