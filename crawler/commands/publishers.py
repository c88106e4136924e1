"""`scrapy publishers`: look at the publishers' listings, propose an entry, tell what the listings yielded."""

import argparse
import gc
from collections.abc import Callable
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.setting_types import refuse_wrong_log
from pipelines.config import secrets_of_process
from pipelines.errors import CorpusError, ExitCode
from pipelines.guarded_output import complain, guard_output

_EPILOG = """\
examples:
  scrapy publishers check                       all that are enabled
  scrapy publishers check theverge --samples 1  one of them, disabled or not
  scrapy publishers add https://daily.example/  what its entry would be, and what it would have added
  scrapy publishers add https://daily.example/ --write
  scrapy publishers add --write                 listings for all in the file that have none
  scrapy publishers yield --since 2026-01 --by month

`scrapy publishers check --help` and the like tell the options of each.
"""
_CHECK = """\
Fetches each listing as a crawl would (robots.txt, delays) and a few of the articles that it names, and
archives nothing. Exit code: 0 all is well, 3 something is not, 2 bad configuration, 6 interrupted.
"""
_ADD = """\
Looks at the home page, its feeds, robots.txt, sitemaps and sections, and at some of the articles that they
name, the most promising first. Prints the entry for the file of publishers on standard output and what it saw
on standard error, and archives nothing. Exit code: 0 done, 2 not an address to add, 4 nothing came.
"""
_YIELD = """\
Told by the records of the runs and by what the crawls remember of the listings, without any request: how
often each listing was asked, and how many of its pages were new, fetched, related and archived; "-" where a
record of a release before 0.4 does not tell. A listing without anything new for four times its usual
interval, and for longer than ever before, is called silent.
"""


class Command(ScrapyCommand):
    """Three commands in one, each with options of its own.

    Scrapy imports all commands to run one: what these need is imported when they are.
    """

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "check|add|yield [options] …"

    def short_desc(self) -> str:
        return "Check publishers, propose one, or tell what their listings yielded"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own options stand behind the name of the command, as ours do."""
        parser.epilog = _EPILOG
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        commands = parser.add_subparsers(dest="command", metavar="check|add|yield", required=True)
        self._add_check(commands)
        self._add_add(commands)
        self._add_yield(commands)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """What is printed is the report; the log has trouble alone, unless it is asked for."""
        guard_output(secrets_of_process())
        if args:
            raise UsageError(f"unknown argument {args[0]}; `scrapy publishers {opts.command} --help`")
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
        refuse_wrong_log(self.settings)

    def run(self, _args: list[str], opts: argparse.Namespace) -> None:
        """A user's mistake ends in one sentence and its exit code."""
        gc.enable()
        try:
            self.exitcode = int(opts.does(opts))
        except CorpusError as error:
            complain(error)
            self.exitcode = int(error.exit_code)

    def _add_check(self, commands: Any) -> None:
        parser = self._subparser(commands, "check", self._check, "look at listings", _CHECK)
        parser.add_argument(
            "ids", nargs="*", metavar="id", help="publishers; all that are enabled if left out"
        )
        parser.add_argument(
            "--samples", type=_count, default=3, metavar="N", help="articles of each listing (3), 0 for none"
        )
        parser.add_argument("--json", action="store_true", help="one object a line, one for each publisher")

    def _add_add(self, commands: Any) -> None:
        parser = self._subparser(commands, "add", self._add, "propose an entry", _ADD)
        parser.add_argument(
            "url", nargs="?", help="the home page: https://daily.example/; all without listings if left out"
        )
        parser.add_argument(
            "-n", type=_count, default=20, metavar="N", dest="samples", help="articles to try (20)"
        )
        parser.add_argument("--id", help="the id; derived from the host if left out")
        parser.add_argument("--write", action="store_true", help="write it into the file of publishers")

    def _add_yield(self, commands: Any) -> None:
        parser = self._subparser(commands, "yield", self._yield, "tell what the listings yielded", _YIELD)
        parser.add_argument(
            "ids", nargs="*", metavar="id", help="publishers; all that the runs know if left out"
        )
        parser.add_argument("--since", metavar="DAY", help="runs from this day, month or year on: 2026-11")
        parser.add_argument("--by", choices=("month", "week"), default="month", help="the periods (month)")
        parser.add_argument(
            "--archive",
            metavar="URL",
            help="folder or s3://bucket/prefix; default: ARCHIVE_URL, or pipelines.toml",
        )
        parser.add_argument("--json", action="store_true", help="one object a line, one for each publisher")

    def _subparser(
        self,
        commands: Any,
        name: str,
        does: Callable[[argparse.Namespace], ExitCode],
        short: str,
        long: str,
    ) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(
            name,
            help=short,
            description=long,
            prog=f"scrapy publishers {name}",
            usage=f"scrapy publishers {name} [options] …",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.set_defaults(does=does)
        super().add_options(parser)
        return parser

    def _check(self, opts: argparse.Namespace) -> ExitCode:
        from crawler.checking.commanded import check

        assert self.settings is not None
        return check(opts, self.settings)

    def _add(self, opts: argparse.Namespace) -> ExitCode:
        from crawler.checking.commanded import add

        assert self.settings is not None
        return add(opts, self.settings)

    def _yield(self, opts: argparse.Namespace) -> ExitCode:
        from crawler.checking.commanded import tell_yields

        return tell_yields(opts)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text}: give a whole number from 0")
    return int(text)
