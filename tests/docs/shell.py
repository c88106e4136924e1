"""The commands in the shell blocks and in the sentences of a page, and what the real programs say to them."""

import re
import shlex
from collections.abc import Iterator
from itertools import dropwhile
from typing import NamedTuple

import typer.main
from typer.core import TyperGroup

from handbook.reference.commands import SPIDERS, publishers_parser
from pipelines.cli import command_line
from pipelines.errors import ConfigurationError
from tests.docs.markdown import Block, code, page

SHELLS = ("sh", "shell", "bash", "crontab")
OURS = ("corpus", "scrapy", "make")
_SEPARATORS = {"|", "||", "&&", ";", "&", "(", ")"}
_CORPUS = typer.main.get_command(command_line())
_INSIDE = re.compile(r"\$\(((?:corpus|scrapy) [^|)]*)")
_SETTING = re.compile(r"[A-Z_]+=.*")


class Misspelt(Exception):
    """No such command, option or argument, or a value of the wrong kind."""


class Said(NamedTuple):
    """A command as a page has it: the program's words, those of a shell taken off."""

    words: tuple[str, ...]

    @property
    def program(self) -> str:
        return self.words[0]


def commands_of(block: Block) -> Iterator[Said]:
    """Every simple command of a block for the shell, or, of a transcript, of the lines behind `$ `."""
    for line in _typed(block).replace("\\\n", " ").splitlines():
        for inside in _INSIDE.findall(line):
            yield from _simple(inside)
        yield from _simple(line)


def commands_in_sentences(text: str) -> Iterator[Said]:
    """Those of ours that stand in backquotes within a sentence."""
    for said in code(text):
        if said.split(" ")[0] in OURS and " " in said and "<" not in said:
            yield from _simple(said)


def check(said: Said, *, partly: bool = False) -> None:
    """Holds a command of ours against the program that it names. Raises Misspelt.

    `partly`: what must be given may be left out, as in a sentence.
    """
    words = [word for word in said.words[1:] if word != "…"]
    if said.program == "corpus":
        _check_corpus(words, partly)
    elif said.program == "scrapy":
        _check_scrapy(words, partly)
    else:
        _check_make(words)


def _typed(block: Block) -> str:
    if block.language in SHELLS:
        return block.code
    return "\n".join(line[2:] for line in block.code.splitlines() if line.startswith("$ "))


def _simple(line: str) -> Iterator[Said]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    for word in [*_without_comment(lexer), ";"]:
        if word in _SEPARATORS:
            yield from _ours_of(words)
            words = []
        else:
            words.append(word)


def _without_comment(lexer: shlex.shlex) -> Iterator[str]:
    for word in lexer:
        if word.startswith("#"):
            return
        yield word


def _ours_of(words: list[str]) -> Iterator[Said]:
    """Of `docker compose run crawler corpus ls` the last two words: whatever stands before starts them."""
    told = list(dropwhile(_SETTING.fullmatch, _before_redirection(words)))
    names = ["" if "=" in word else word.rpartition("/")[2] for word in told]
    at = next((at for at, name in enumerate(names) if name in OURS), None)
    if at is not None:
        yield Said((names[at], *told[at + 1 :]))
    elif told:
        yield Said(tuple(told))


def _before_redirection(words: list[str]) -> list[str]:
    at = next((at for at, word in enumerate(words) if word[0] in "<>"), len(words))
    return words[: at - 1] if at < len(words) and words[at - 1].isdecimal() else words[:at]


def _check_corpus(words: list[str], partly: bool) -> None:
    command, rest = _CORPUS, words
    while isinstance(command, TyperGroup) and not (rest and rest[0].startswith("-")):
        if not rest and partly:
            return
        if not rest or rest[0] not in command.commands:
            raise Misspelt(f"corpus {' '.join(words)}: no such command")
        command, rest = command.commands[rest[0]], rest[1:]
    if isinstance(command, TyperGroup):
        _check_options_of_group(command, rest)
        return
    try:
        command.make_context("corpus", list(rest))
    except Exception as error:
        told = getattr(error, "format_message", error.__str__)()
        if not (partly and ("Missing" in told or "requires an argument" in told)):
            raise Misspelt(f"corpus {' '.join(words)}: {told}") from error


def _check_options_of_group(group: TyperGroup, words: list[str]) -> None:
    """Without parsing: `--install-completion` would be done."""
    known = {text for each in group.params for text in each.opts}
    if not set(words) <= known:
        raise Misspelt(f"corpus {' '.join(words)}: no such option")


def _check_scrapy(words: list[str], partly: bool) -> None:
    if words in (["crawl"], ["publishers"]) and partly:
        return
    if words[:1] == ["publishers"]:
        _check_publishers(words[1:], partly)
    elif words[:1] == ["crawl"]:
        _check_crawl(words[1:])
    else:
        raise Misspelt(f"scrapy {' '.join(words)}: no command of ours")


def _check_crawl(words: list[str]) -> None:
    spider, given = words[0], dict[str, list[str]]()
    if spider not in SPIDERS:
        raise Misspelt(f"scrapy crawl {spider}: no such spider")
    for option, value in zip(words[1::2], words[2::2], strict=True):
        if option == "-a":
            name, _, told = value.partition("=")
            given.setdefault(name, []).append(told)
        elif option not in {"-s", "--loglevel", "--logfile"}:
            raise Misspelt(f"scrapy crawl: {option}")
    _read(spider, given)


def _read(spider: str, given: dict[str, list[str]]) -> None:
    """What is left open (`-a shard=`, `…`, a variable) gets a value that will do."""
    will_do = {"shard": "1/8", "url": "https://a.example/", "since": "2019"}
    told = {
        name: [_said_or(will_do.get(name, "1"), each) for each in values] for name, values in given.items()
    }
    needed = {"history": {"since": ["2019"]}, "page": {"url": [will_do["url"]]}}.get(spider, {})
    try:
        SPIDERS[spider](needed | told)
    except ConfigurationError as error:
        raise Misspelt(f"scrapy crawl {spider}: {error}") from error


def _said_or(will_do: str, value: str) -> str:
    return will_do if not value or "…" in value or "$" in value else value


def _check_publishers(words: list[str], partly: bool) -> None:
    try:
        parser = publishers_parser(words[0])
    except (IndexError, KeyError) as error:
        raise Misspelt(f"scrapy publishers {' '.join(words)}") from error
    if partly and len(words) == 1:
        return
    try:
        parser.parse_args(words[1:])
    except SystemExit as error:
        raise Misspelt(f"scrapy publishers {' '.join(words)}") from error


def _check_make(words: list[str]) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", page("Makefile"), re.MULTILINE))
    unknown = [word for word in words if "=" not in word and word not in targets]
    if unknown:
        raise Misspelt(f"make {' '.join(words)}: no target {unknown[0]}")
