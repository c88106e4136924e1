"""`corpus replay`: archived captures through the stages of now."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.archive import Archive, ArchiveWriter
from pipelines.commands.filters import Entity, Language, Publisher, Since, Until, where
from pipelines.commands.naming import meant
from pipelines.commands.output import say_line
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.progress import progress
from pipelines.config import Config, load_config
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.guarded_output import complain
from pipelines.software import new_run_id, software

if TYPE_CHECKING:
    from pipelines.replay.choosing import Choice
    from pipelines.replay.difference import Difference
    from pipelines.replay.figures import Figures
    from pipelines.replay.replaying import Replay

Apply = Annotated[bool, typer.Option("--apply", help="archive changed texts as revisions")]
Found = Annotated[str | None, typer.Option("--extractor", help="only texts that this one found")]
Older = Annotated[bool, typer.Option("--older", help="only texts that the present extractor did not find")]
Tried = Annotated[str | None, typer.Option("--with", help="module:function to try in the extractor's place")]
Part = Annotated[str | None, typer.Option("--shard", help="one part of the work: of eight 1/8 to 8/8")]
Shown = Annotated[int | None, typer.Option("--show", min=0, help="what is otherwise in this document")]


def replay(
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    language: Language = None,
    entity: Entity = None,
    since: Since = None,
    until: Until = None,
    extractor: Found = None,
    older: Older = False,
    shard: Part = None,
    tried: Tried = None,
    apply: Apply = False,
    show: Shown = None,
    as_json: Json = False,
) -> None:
    """Read archived pages anew, and say what is otherwise.

    As they came, without a request.
    """
    _require_libraries()
    from pipelines.replay.choosing import Choice
    from pipelines.replay.shard import Shard

    if apply and (tried or show is not None):
        other = "--with" if tried else "--show"
        raise ConfigurationError(f"{other} looks and --apply writes; give one of them")
    part = Shard.parse(shard) if shard else Shard()
    choice = Choice(where(publisher, language, entity, since, until), extractor, older, part)
    config, opened = load_config(), open_archive(archive)
    choice = choice._replace(where=meant(opened, choice.where))
    if show is not None:
        _require_capture(opened, show)
    with _opened(config, opened, tried, apply=apply) as (snapshot, replaying):
        if show is not None:
            _show(replaying, show, as_json=as_json)
            return
        figures = _run(snapshot, replaying, choice, apply=apply, tried=tried, as_json=as_json)
    _tell(figures, as_json=as_json)
    if figures.total.failed or figures.total.left:
        raise typer.Exit(ExitCode.SOME_PUBLISHERS_FAILED)


def _require_libraries() -> None:
    try:
        # The stages take a second to load: only a replay pays for them.
        import pipelines.replay.replaying  # noqa: F401
    except ModuleNotFoundError as error:
        lacking = f"corpus replay reads pages as a crawl does and lacks {error.name}"
        raise ConfigurationError(f"{lacking}; install corpus-crawler[crawl]") from error


@contextmanager
def _opened(
    config: Config, archive: Archive, tried: str | None, *, apply: bool
) -> Iterator[tuple[Archive, "Replay"]]:
    """A snapshot and what replays it; where it is applied, the snapshot is no older than the writer."""
    from pipelines.assembly import duplicates_of, open_replaying
    from pipelines.replay.applying import Applying
    from pipelines.replay.extractor import named_extractor
    from pipelines.replay.reading import Extractor
    from pipelines.replay.replaying import Replay

    other = None
    if tried is not None:
        named_extractor(tried)
        other = Extractor(tried, config.extract.min_characters)
    with open_replaying(config, archive.store) as pool:
        writer = _writer(archive, config) if apply else None
        snapshot = Archive.open(archive.store)
        known = writer.known if writer is not None else snapshot.known()
        applying = Applying(writer, duplicates_of(config)) if writer is not None else None
        every = config.archive.commit_every_documents
        yield snapshot, Replay(snapshot, known, pool, tried=other, applying=applying, commit_every=every)
    if writer is not None:
        writer.close()


def _writer(archive: Archive, config: Config) -> ArchiveWriter:
    single = config.archive.single_writer
    return ArchiveWriter.open(archive.store, run=new_run_id(), software=software(), single_writer=single)


def _run(
    archive: Archive,
    replaying: "Replay",
    choice: "Choice",
    *,
    apply: bool,
    tried: str | None,
    as_json: bool,
) -> "Figures":
    from pipelines.extract import EXTRACTOR
    from pipelines.replay.choosing import choose
    from pipelines.replay.figures import Tally

    chosen, tally = choose(archive, choice), Tally()
    with progress("replaying", len(chosen.numbers)) as done:

        def take(each: "Difference") -> None:
            tally.take(each)
            if as_json and each.is_one:
                say_line(each.model_dump_json())
            done(1)

        replaying.run(chosen.numbers, take)
    url = archive.store.url
    return tally.figures(url, tried or EXTRACTOR, chosen.without_capture, chosen.revised, applied=apply)


def _require_capture(archive: Archive, number: int) -> None:
    """Ends the command in a sentence where a document is not there, or has no capture."""
    try:
        has_one = archive.get(number).warc is not None
    except LookupError as error:
        complain(f"{error}; `corpus ls` lists what there is")
        raise typer.Exit(ExitCode.NOT_FOUND) from None
    if not has_one:
        complain(f"document {number:03d} has no capture, and cannot be read anew")
        raise typer.Exit(ExitCode.NOT_FOUND)


def _show(replaying: "Replay", number: int, *, as_json: bool) -> None:
    from pipelines.commands.replay_report import show_difference

    found = replaying.read(number)
    if as_json:
        say_line(found.difference.model_dump_json())
    else:
        show_difference(found)


def _tell(figures: "Figures", *, as_json: bool) -> None:
    from pipelines.commands.replay_report import tell_figures

    if as_json:
        say_line(figures.model_dump_json())
    else:
        tell_figures(figures)
