"""The folder of a new project: made beside the place where it is to be, looked at, and then put there."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipelines.begin.entities_draft import Proposed, entities_toml
from pipelines.begin.home_pages import HomePage, publishers_toml
from pipelines.begin.own_texts import OwnText
from pipelines.begin.seeds_readme import SEEDS_README
from pipelines.begin.subject import HeldOut, held_out, language_of, propose
from pipelines.config import load_config
from pipelines.document import Value
from pipelines.errors import ConfigurationError
from pipelines.import_folder import shown
from pipelines.names.entity_draft import quoted
from pipelines.names.gazetteer import load_gazetteer
from pipelines.seeds import SeedFile, load_seeds

_SETTINGS = """\
# What the pipeline does when nothing else is said. Commands are run in this folder.
# ARCHIVE_URL and CORPUS_CONTACT in the environment win over `url` and `contact`.

[archive]
url = "archive"          # a folder, or s3://bucket/prefix

[seeds]                  # from this file
folder = "seeds"
publishers = "seeds/publishers.toml"
gazetteer = "seeds/entities.toml"

[crawl]
contact = {contact}  # an e-mail address or a URL; it goes into the User-Agent

[relevance]
threshold = 0.5          # 0 to 1: a page is kept from here on; 0 keeps every page
"""

_SCRAPY = "[settings]\ndefault = crawler.settings\n"

_IGNORED = "/archive/\n/report.html\n/.spool/\n/.env\n*.log\n"

_README = """\
# {name}

A corpus that begins with {texts}, made by Corpus Crawler. In this folder:

```sh
scrapy publishers add --write      # find where each publisher lists its articles
scrapy crawl news -a limit=50      # fetch what is likeliest to belong, and keep what does
corpus report                      # look at what came of it, in report.html
```

Then `corpus ls`, `corpus show {first}`, `corpus why URL` at a terminal, `corpus browse --open` in a browser.

| file | what |
| --- | --- |
| `seeds/000_….txt` and so on | the texts, numbers 000 to {last:03d} of the archive; never change them |
| `seeds/entities.toml` | names and words by which a page is judged: proposals, to be looked through |
| `seeds/publishers.toml` | who is read |
| `seeds/README.md` | what these two files take |
| `pipelines.toml` | settings |
| `archive/` | what was kept; it begins with the first crawl |

`corpus import FOLDER` adds more texts to the archive. The judge learns from those in `seeds/` alone.
"""


class Made(Value):
    """What was made. `entities` were proposed; `held_out` has the scores of the texts, each by the others, by
    name of the file; `passed_over` are files of the folder that are no texts.
    """

    folder: str
    texts: int
    language: str
    publishers: int
    entities: int
    held_out: dict[str, float]
    threshold: float
    passed_over: tuple[str, ...] = ()


class _Contents(NamedTuple):
    seeds: tuple[SeedFile, ...]
    entities: tuple[Proposed, ...]
    files: Mapping[str, bytes]


def make_project(
    folder: Path,
    texts: Sequence[OwnText],
    pages: Sequence[HomePage],
    contact: str,
    done: Callable[[int], None] = lambda _: None,
) -> Made:
    """Raises ConfigurationError, and then leaves nothing behind. `done` is called as the texts are judged."""
    refuse_taken(folder)
    seeds = tuple(text.seed(number) for number, text in enumerate(texts))
    plain = [seed.article().text for seed in seeds]
    language = language_of(plain)
    proposed = propose(plain)
    if not proposed:
        raise ConfigurationError(
            "the texts share no word that tells their subject; give more of them, or longer ones"
        )
    entities = entities_toml(proposed)
    files = {
        "scrapy.cfg": _SCRAPY,
        "pipelines.toml": _SETTINGS.format(contact=quoted(contact)),
        "seeds/publishers.toml": publishers_toml(pages, language),
        "seeds/entities.toml": entities,
        "seeds/README.md": SEEDS_README,
        "README.md": _readme(folder, len(seeds)),
        ".gitignore": _IGNORED,
    }
    contents = {name: text.encode() for name, text in files.items()}
    contents |= {f"seeds/{seed.name}": seed.data for seed in seeds}
    scores = held_out([seed.article() for seed in seeds], done)
    count, threshold = _put(folder, contents)
    return Made(
        folder=shown(folder),
        texts=len(seeds),
        language=language,
        publishers=len(pages),
        entities=count,
        held_out=_by_name(texts, scores),
        threshold=threshold,
    )


def refuse_taken(folder: Path) -> None:
    """Raises ConfigurationError where there is something already."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ConfigurationError(f"{shown(folder)} is a file; name a folder that is empty or not there yet")
    if folder.is_dir() and any(folder.iterdir()):
        raise ConfigurationError(
            f"{shown(folder)} is not empty; name a folder that is empty or not there yet"
        )


def _by_name(texts: Sequence[OwnText], scores: Sequence[HeldOut]) -> dict[str, float]:
    return {shown(Path(texts[each.place].path.name)): each.score for each in scores}


def _readme(folder: Path, texts: int) -> str:
    told = "one text" if texts == 1 else f"{texts} texts"
    return _README.format(name=shown(Path(folder.resolve().name)), texts=told, first=texts, last=texts - 1)


def _put(folder: Path, contents: Mapping[str, bytes]) -> tuple[int, float]:
    """How many entities it has, and its threshold, once all is read as a crawl reads it."""
    parent = folder.resolve().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=parent, prefix=".beginning-") as beside:
            made = Path(beside) / "project"
            _write(made, contents)
            read = _read(made)
            _move(made, folder)
    except OSError as error:
        raise ConfigurationError(
            f"{shown(folder)}: cannot be made ({error.strerror}); name another place"
        ) from error
    return read


def _write(made: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _read(made: Path) -> tuple[int, float]:
    config = load_config(made / "pipelines.toml", environment={})
    load_seeds(config.seeds.folder)
    return len(load_gazetteer(config.seeds.gazetteer).entities), config.relevance.threshold


def _move(made: Path, folder: Path) -> None:
    """Into its place; an empty folder that is there stays the same folder, since a shell may be in it."""
    if not folder.exists():
        made.rename(folder)
        return
    for child in made.iterdir():
        shutil.move(child, folder / child.name)
