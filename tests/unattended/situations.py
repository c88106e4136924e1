"""How a night can end, each produced for real; docs/commands.md has the same table."""

import gzip
import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, load_listing_states, open_store
from pipelines.errors import ExitCode as Code
from tests.crawl.crawling import Crawled, crawl, crawling, last_record
from tests.unattended.night import NOWHERE, SMALL, Night, may_leave_the_network

KILLED = 128 + signal.SIGKILL
LOCKED = 1


class Situation(NamedTuple):
    """`told` is in what it says. One that takes long, and has its like among the others, is `slow`."""

    name: str
    code: int
    happen: Callable[[Night], Crawled]
    told: str = ""
    slow: bool = False


def done(night: Night) -> Crawled:
    return night.crawl(*SMALL)


def nothing_new(night: Night) -> Crawled:
    night.took_over()
    return night.crawl("-a", "publishers=pixel-ledger", "-a", "until=2001")


def a_publisher_is_gone(night: Night) -> Crawled:
    project = Path(re.search(r'publishers = "(.*)"', _config(night))[1])  # type: ignore[index]
    text = project.read_text(encoding="utf-8")
    (night.folder / "publishers.toml").write_text(
        text + '\n[[publisher]]\nid = "gone"\nname = "Gone"\nhome = "http://gone.example/"\nlanguage = "en"\n'
        'feeds = [{ url = "http://gone.example/rss", seen = "here" }]\n'
    )
    config = night.config(_config(night).replace(str(project), str(night.folder / "publishers.toml")))
    arguments = ("-a", "publishers=gone,pixel-ledger", "-a", "limit=1", "-s", "RETRY_TIMES=0")
    return crawl(night.proxy, night.archive, *arguments, extra=config)


def nobody_answers(night: Night) -> Crawled:
    return night.crawl("-s", "RETRY_TIMES=0", proxy=NOWHERE)


def no_network(night: Night) -> Crawled:
    """Not even a name is found, and nothing of it is held against any publisher."""
    if not may_leave_the_network():
        pytest.skip("needs the right to make a network name space")
    night.took_over()
    before = load_listing_states(open_store(str(night.archive)))
    ended = night.shell("unset http_proxy https_proxy; exec unshare -n $CRAWL -a poll=all")
    assert load_listing_states(open_store(str(night.archive))) == before
    return ended


def wrong_key(night: Night) -> Crawled:
    return night.crawl(**night.config("[relevance]\ntreshold = 0.5\n"))


def unknown_argument(night: Night) -> Crawled:
    return night.crawl("-a", "publisher=lanqiao")


def a_word_for_a_number(night: Night) -> Crawled:
    return night.crawl("-s", "DOWNLOAD_TIMEOUT=long")


def dates_to_come(night: Night) -> Crawled:
    return night.crawl("-a", "since=2999-01-01")


def few_handles(night: Night) -> Crawled:
    return night.shell("ulimit -n 64; exec $CRAWL")


def little_memory(night: Night) -> Crawled:
    return night.shell("ulimit -v 700000; exec $CRAWL")


def full_disk(night: Night) -> Crawled:
    """No file may grow beyond a kilobyte."""
    night.took_over()
    ended = night.shell("ulimit -f 1; exec $CRAWL")
    assert night.corpus("verify").code == 0
    return ended


def a_file_in_the_way(night: Night) -> Crawled:
    night.folder.joinpath("file").write_text("in the way")
    return crawl(night.proxy, night.folder / "file" / "archive")


def a_damaged_log(night: Night) -> Crawled:
    newest = sorted((night.took_over() / "log").iterdir())[-1]
    newest.write_bytes(newest.read_bytes()[:-9])
    return night.crawl()


def a_later_format(night: Night) -> Crawled:
    newest = sorted((night.took_over() / "log").iterdir())[-1]
    header, *lines = gzip.decompress(newest.read_bytes()).split(b"\n")
    changed = json.dumps(json.loads(header) | {"format_version": 2}).encode()
    newest.write_bytes(gzip.compress(b"\n".join([changed, *lines]), mtime=0))
    before = sorted(key for key, _ in open_store(str(night.archive)).list())
    ended = night.crawl()
    told = night.corpus("show", "9999")
    assert (told.code, "version 2" in told.output) == (Code.ARCHIVE_DAMAGED, True), told.output
    assert sorted(key for key, _ in open_store(str(night.archive)).list()) == before
    return ended


def sigterm(night: Night) -> Crawled:
    return _signalled(night, signal.SIGTERM)


def sigterm_twice(night: Night) -> Crawled:
    return _signalled(night, signal.SIGTERM, signal.SIGTERM)


def hung_up(night: Night) -> Crawled:
    """The terminal is closed, or the connection to the machine."""
    return _signalled(night, signal.SIGHUP)


def killed(night: Night) -> Crawled:
    """As the kernel does it when memory is out. The next crawl mends what was left half done."""
    ended = _signalled(night, signal.SIGKILL)
    after = night.crawl(*SMALL)
    assert after.code == 0, after.output
    assert night.corpus("verify").code == 0
    return ended


def a_fault_of_ours(night: Night) -> Crawled:
    ended = night.crawl(*SMALL, SCRAPY_SETTINGS_MODULE="tests.unattended.planted_fault")
    record = last_record(night.archive)
    assert (record.exit_code, [concern.slug for concern in record.health or ()]) == (Code.BUG, ["fault"])
    return ended


def workers_that_die(night: Night) -> Crawled:
    """The page that was fetched meanwhile is not on record, and the next crawl fetches it."""
    documents = Archive.open(open_store(str(night.took_over()))).documents()
    url = next(each.url for each in documents if each.url is not None)
    words = ("-a", f"url={url}", "-a", "again=1")
    ended = night.crawl(*words, spider="page", SCRAPY_SETTINGS_MODULE="tests.unattended.planted_workers")
    record = last_record(night.archive)
    assert (record.exit_code, record.fetched, record.abandoned) == (Code.BUG, 1, 1), ended.output
    assert [concern.slug for concern in record.health or ()] == ["fault"]
    return ended


def a_part_that_is_not_there(night: Night) -> Crawled:
    """The crawl cannot even begin."""
    return night.crawl(*SMALL, "-s", 'ITEM_PIPELINES={"crawler.absent.Absent": 1}')


def under_a_lock(night: Night) -> Crawled:
    if shutil.which("flock") is None:
        pytest.skip("needs flock: absent")
    lock = night.folder / "lock"
    with subprocess.Popen(["flock", str(lock), "sleep", "60"]) as holder:
        while subprocess.run(["flock", "-n", str(lock), "true"], check=False).returncode == 0:
            time.sleep(0.01)
        ended = night.shell(f"exec flock -n {lock} $CRAWL")
        holder.terminate()
    return ended


def closed_streams(night: Night) -> Crawled:
    """What is printed goes nowhere, and into no file of the archive."""
    ended = night.shell("exec $CRAWL >&- 2>&-", *SMALL)
    assert night.corpus("verify").code == 0
    return ended


def odd_surroundings(night: Night) -> Crawled:
    """No home, no language, no known time zone, and a log on a disk that is full."""
    script = "unset HOME; export LC_ALL=C TZ=Nowhere/At_All; exec $CRAWL >/dev/full 2>/dev/full"
    ended = night.shell(script, *SMALL)
    assert night.corpus("verify").code == 0
    return ended


def no_such_document(night: Night) -> Crawled:
    night.took_over()
    return night.corpus("show", "9999")


def damage_found(night: Night) -> Crawled:
    (night.took_over() / "INDEX").write_text("{}\n")
    return night.corpus("verify")


def no_archive(night: Night) -> Crawled:
    return night.corpus("ls")


def nothing_to_look_at(night: Night) -> Crawled:
    night.took_over()
    return night.corpus("status")


def something_to_look_at(night: Night) -> Crawled:
    night.took_over()
    night.crawl(*SMALL, "-s", "RETRY_TIMES=0", SCRAPY_SETTINGS_MODULE="tests.unattended.planted_fault")
    return night.corpus("status")


def no_run_of_late(night: Night) -> Crawled:
    night.took_over()
    time.sleep(1.1)
    return night.corpus("status", "--max-age", "1s")


SITUATIONS = (
    Situation("pages were archived", Code.DONE, done, "done (exit code 0)"),
    Situation("nothing new", Code.DONE, nothing_new, "done (exit code 0)"),
    Situation("the address of one publisher is gone", 3, a_publisher_is_gone, "nothing came from gone"),
    Situation("nobody answers", Code.NOTHING_FETCHED, nobody_answers, "nothing could be fetched"),
    Situation("no network, no names", Code.NOTHING_FETCHED, no_network, "nothing could be fetched"),
    Situation("a wrong key in a file", Code.BAD_CONFIGURATION, wrong_key, "relevance.treshold"),
    Situation("an unknown argument", Code.BAD_CONFIGURATION, unknown_argument, "publishers"),
    Situation("a word for a number", Code.BAD_CONFIGURATION, a_word_for_a_number, "DOWNLOAD_TIMEOUT=long"),
    Situation("`since` lies in the future", Code.BAD_CONFIGURATION, dates_to_come, "2999-01-01"),
    Situation("too few files may be open (`ulimit -n`)", Code.BAD_CONFIGURATION, few_handles, "ulimit -n"),
    Situation(
        "too little memory is allowed (`ulimit -v`)", Code.BAD_CONFIGURATION, little_memory, "ulimit -v"
    ),
    Situation("the disk is full, or files may not grow (`ulimit -f`)", Code.NOTHING_STORED, full_disk),
    Situation("the archive's folder cannot be made", Code.NOTHING_STORED, a_file_in_the_way, "file/archive"),
    Situation("the log is damaged", Code.ARCHIVE_DAMAGED, a_damaged_log, "damaged"),
    Situation("the archive is of a later release", Code.ARCHIVE_DAMAGED, a_later_format, "version 2"),
    Situation("SIGTERM", Code.INTERRUPTED, sigterm, "what was finished is committed"),
    Situation("SIGTERM twice", Code.INTERRUPTED, sigterm_twice, "what was finished is committed", slow=True),
    Situation("SIGHUP", Code.INTERRUPTED, hung_up, "what was finished is committed", slow=True),
    Situation("`kill -9`, or the kernel is out of memory", KILLED, killed, slow=True),
    Situation("a fault of the crawler", Code.BUG, a_fault_of_ours, "a fault of the crawler"),
    Situation("no worker process stays alive", Code.BUG, workers_that_die, "4 times in a row"),
    Situation("a part of the crawler cannot be loaded", Code.BUG, a_part_that_is_not_there, "a fault of the"),
    Situation("another crawl holds the lock (`flock -n`)", LOCKED, under_a_lock),
    Situation("standard output and error are closed (`>&-`)", Code.DONE, closed_streams),
    Situation(
        "no `HOME`, no language, no known time zone, no room for the log",
        Code.DONE,
        odd_surroundings,
        slow=True,
    ),
    Situation("`corpus show` of no document", Code.NOT_FOUND, no_such_document, "000 to"),
    Situation("`corpus verify` finds damage", Code.ARCHIVE_DAMAGED, damage_found, "INDEX"),
    Situation("`corpus` where no archive lies", Code.BAD_CONFIGURATION, no_archive, "holds no archive"),
    Situation("`corpus status` after a good run", Code.DONE, nothing_to_look_at, "fine"),
    Situation("`corpus status` after a fault", Code.LOOK, something_to_look_at, "look"),
    Situation("`corpus status`, and no run of late", Code.NO_RUN, no_run_of_late, "no run"),
)


def _signalled(night: Night, *numbers: signal.Signals) -> Crawled:
    """As soon as it has committed something."""
    with crawling(night.proxy, night.archive, delay_s=0.1) as process:
        heard = []
        for line in process.stdout:
            heard.append(line)
            if "committed" in line:
                break
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.2)
        output, _ = process.communicate(timeout=60)
        code = process.wait()
    return Crawled(code if code >= 0 else 128 - code, "".join(heard) + output)


def _config(night: Night) -> str:
    from tests.faulty.crawls import configured

    return Path(configured(night.folder)["CORPUS_CONFIG"]).read_text(encoding="utf-8")
