"""`corpus rejudge`: what the present judge would change, and fetching what it would keep."""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pipelines.archive import Archive, Store
from pipelines.commands.output import one_line, say, say_json, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.progress import progress
from pipelines.config import Config, environment_of_crawl, load_config
from pipelines.errors import ConfigurationError
from pipelines.judging.learned import newest_learned
from pipelines.judging.rejudging import Judge, Rejudged, Survey
from pipelines.judging.rejudging import rejudge as survey
from pipelines.names.gazetteer import load_gazetteer
from pipelines.relevance import formula_name
from pipelines.seeds import load_seeds


def rejudge(
    apply: Annotated[bool, typer.Option("--apply", help="fetch and archive what would be kept")] = False,
    unsure: Annotated[bool, typer.Option("--unsure", help="and what only the page can tell")] = False,
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Judge anew what was turned away for its subject.

    By the evidence on record; what changes is listed.
    """
    if unsure and not apply:
        raise ConfigurationError("--unsure says what --apply fetches; give both")
    if apply and importlib.util.find_spec("scrapy") is None:
        raise ConfigurationError("--apply fetches pages and lacks scrapy; install corpus-crawler[crawl]")
    opened = open_archive(archive)
    judge = present_judge(load_config(), opened.store)
    with progress("judging", None):
        found = survey(opened, judge)
    _tell(found, judge, as_json)
    if apply:
        raise typer.Exit(_fetch(opened, _wanted(found, unsure), as_json))


def present_judge(config: Config, store: Store) -> Judge:
    """The one that the next crawl into `store` would use. Raises CorpusError."""
    texts = [seed.article().text for seed in load_seeds(config.seeds.folder)]
    base = formula_name(texts, load_gazetteer(config.seeds.gazetteer))
    return Judge(base, newest_learned(store), config.relevance.threshold)


def _wanted(found: Survey, unsure: bool) -> list[str]:
    changes = ("would be kept", "only the page can tell") if unsure else ("would be kept",)
    return [each.url for each in found.rejudged if each.change in changes and each.url]


def _fetch(archive: Archive, urls: Sequence[str], as_json: bool) -> int:
    """The exit code of the crawl, in a process of its own as any other; 0 where there is nothing to fetch."""
    if not urls:
        return 0
    environment = environment_of_crawl(archive.store.url)
    arguments = ("-m", "scrapy", "crawl", "page", "-a", "file=-", "-a", "again=1")
    sys.stdout.flush()
    done = subprocess.run(
        [sys.executable, *arguments], input="\n".join(urls), text=True, env=environment, check=False
    )
    if not as_json:
        now = Archive.open(archive.store)
        kept = sum((row := now.by_url(url)) is not None and row.status == "live" for url in urls)
        say(f"{kept} of {len(urls)} pages are archived now; `corpus why URL` tells of each")
    return done.returncode


def _tell(found: Survey, judge: Judge, as_json: bool) -> None:
    if as_json:
        for each in found.rejudged:
            told = each._asdict() | {"evidence": [piece.model_dump() for piece in each.evidence]}
            say_json(told | {"model_after": judge.name, "threshold_after": judge.threshold})
        return
    if found.rejudged:
        table(("change", "before", "after", "page", "evidence"), map(_cells, found.rejudged))
    counts = dict.fromkeys(("would be kept", "only the page can tell", "would be rejected"), 0)
    for each in found.rejudged:
        counts[each.change] += 1
    kept, unsure, rejected = counts.values()
    say(f"{judge.name}, threshold {judge.threshold:.2f}")
    say(f"{found.rejections} rejections: {kept} would be kept, of {unsure} only the page can tell")
    say(f"{found.documents} documents: {rejected} would be rejected; they stay")


def _cells(each: Rejudged) -> tuple[str, ...]:
    page = f"{each.number:03d}" if each.number is not None else each.url or "-"
    named = one_line(f"{page}, {each.headline}" if each.headline else page)
    evidence = ", ".join(f"{piece.name} {piece.weight:.2f}" for piece in each.evidence[:4])
    return (each.change, _score(each.before), _score(each.after), named, evidence)


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"
