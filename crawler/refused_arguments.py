"""`python -m crawler.refused_arguments news since=2020`: what a crawl of it would refuse is refused at once.

For who would have to begin an engine before the crawl can say so. Opens nothing, and asks nobody.
"""

import sys
from collections.abc import Sequence

from crawler.spiders.arguments import history_arguments, news_arguments
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.guarded_output import complain

_READ = {"news": news_arguments, "history": history_arguments}


def refuse(spider: str, given: Sequence[str]) -> None:
    """Raises ConfigurationError."""
    arguments: dict[str, list[str]] = {}
    for each in given:
        name, mark, value = each.partition("=")
        if not mark:
            raise ConfigurationError(f"-a {each}: give it a value, as -a NAME=VALUE")
        arguments.setdefault(name, []).append(value)
    _READ[spider](arguments)


def main() -> ExitCode:
    """The exit code of a process."""
    try:
        refuse(sys.argv[1], sys.argv[2:])
    except ConfigurationError as error:
        complain(error)
        return error.exit_code
    return ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main())
