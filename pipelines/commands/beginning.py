"""`corpus init`: a new project from any folder of texts and a list of home pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.output import one_line, say, say_line
from pipelines.commands.places import Json
from pipelines.commands.progress import progress
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from pipelines.begin.project import Made

FEW_TEXTS = 5
"""Fewer than so many tell too little of their subject: of what belongs, much may be lost."""

_NEXT = (
    ("scrapy publishers add --write", "find where each publisher lists its articles"),
    ("scrapy crawl news -a limit=50", "fetch what is likeliest to belong, and keep what does"),
    ("corpus report", "look at what came of it, in report.html; corpus ls at a terminal"),
)
_WIDTH = max(len(command) for command, _ in _NEXT)


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="the new project; empty or not there yet")],
    texts: Annotated[
        Path, typer.Option("--texts", metavar="DIR", help="folder of .txt, .md and .html files, in UTF-8")
    ],
    publishers: Annotated[
        Path, typer.Option("--publishers", metavar="FILE", help="home pages, one a line, named or not")
    ],
    contact: Annotated[
        str, typer.Option("--contact", help="e-mail address or URL for the User-Agent of the crawl")
    ] = "",
    as_json: Json = False,
) -> None:
    """Make a new corpus project of texts and publishers.

    The texts become its seeds, what they are about its entities, for a person to look over.
    """
    try:
        # The models take a second to load, and a base install lacks them.
        from pipelines.begin.home_pages import read_home_pages
        from pipelines.begin.own_texts import passed_over, read_texts
        from pipelines.begin.project import make_project, refuse_taken
        from pipelines.begin.subject import MOST_HELD_OUT
    except ModuleNotFoundError as error:
        lacking = f"corpus init reads texts as a crawl does and lacks {error.name}"
        raise ConfigurationError(f"{lacking}; install corpus-crawler[crawl]") from error
    refuse_taken(folder)
    own, pages = read_texts(texts), read_home_pages(publishers)
    with progress("judging", min(len(own), MOST_HELD_OUT)) as done:
        made = make_project(folder, own, pages, contact, done)
    made = made.model_copy(update={"passed_over": passed_over(texts)})
    say_line(made.model_dump_json()) if as_json else _show(made, contact)


def _show(made: "Made", contact: str) -> None:
    say(
        f"{made.folder}: {_count(made.texts, 'text')} ({made.language}), "
        f"{_count(made.publishers, 'publisher')}, {made.entities} names and words that tell the subject"
    )
    if made.passed_over:
        say(f"passed over, for they are no .txt, .md or .html: {one_line(', '.join(made.passed_over))}")
    for line in _judged(made):
        say(line)
    say(f"look through {made.folder}/seeds/entities.toml once: a page is judged by what stands there")
    say()
    say(f"next, in {made.folder}:")
    if not contact:
        say(f"  {'export CORPUS_CONTACT=you@…':<{_WIDTH}}   an address of yours; nothing is fetched without")
    for command, what in _NEXT:
        say(f"  {command:<{_WIDTH}}   {what}")


def _judged(made: "Made") -> list[str]:
    """How the texts fit together, those that do not, and whether there are too few."""
    lines = []
    if made.texts < FEW_TEXTS:
        lines.append(
            f"few texts tell little of a subject ({made.texts} here): with {FEW_TEXTS} or more, begin anew"
        )
    if made.held_out:
        least, most = min(made.held_out.values()), max(made.held_out.values())
        wanted = f"of a page {made.threshold:g} is wanted"
        lines.append(f"each text judged by the others: {least:.2f} to {most:.2f}; {wanted}")
    odd = {name: score for name, score in made.held_out.items() if score < made.threshold}
    lines += [
        f"  {score:.2f}  {one_line(name)}: is it about the same as the others?" for name, score in odd.items()
    ]
    return lines


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
