"""One piece of work for each shard: the same command, told which part is its own."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.cluster.engine import Machine
from pipelines.cluster.errand import Work
from pipelines.cluster.likeness import likeness_here
from pipelines.config import Config, named_file
from pipelines.errors import ExitCode

# Where there is one machine, which one crawl alone would fill.
_ALONE = 2


def shards_for(machines: Sequence[Machine], wanted: int | None) -> int:
    """As many as are wanted, else one for each machine."""
    return wanted or max(len(machines), _ALONE)


def cores_for(machines: Sequence[Machine], shards: int) -> int:
    """Of each shard, so that all run at once; at least one, where the rest then wait for their turn."""
    on_each = -(-shards // len(machines))
    return max(1, min(machine.cores for machine in machines) // on_each)


def crawls(
    spider: str, arguments: Sequence[str], settings: Sequence[str], config: Config, shards: int, cores: int
) -> list[Work]:
    """`scrapy crawl spider -a … -s …` for each shard; `cores` pages are read at once."""
    said = [part for each in arguments for part in ("-a", each)]
    said += [part for each in settings for part in ("-s", each)]
    shared = ("crawl", spider, *said)
    return [
        _work(config, "scrapy", (*shared, "-a", f"shard={each}/{shards}"), f"shard {each}/{shards}", cores)
        for each in range(1, shards + 1)
    ]


def are_refused(spider: str, arguments: Sequence[str]) -> bool:
    """Whether each crawl would refuse them, which is then said, in a process that may import the crawl."""
    command = [sys.executable, "-m", "crawler.refused_arguments", spider, *arguments]
    return subprocess.run(command, check=False).returncode != ExitCode.DONE


def replays(arguments: Sequence[str], config: Config, shards: int, cores: int) -> list[Work]:
    """`corpus replay …` for each shard."""
    return [
        _work(
            config,
            "pipelines.cli",
            ("replay", *arguments, "--shard", f"{each}/{shards}"),
            f"shard {each}/{shards}",
            cores,
        )
        for each in range(1, shards + 1)
    ]


def _work(config: Config, module: str, arguments: Sequence[str], name: str, cores: int) -> Work:
    file = named_file()
    variables = {"CORPUS_CONTACT": config.crawl.contact, "CORPUS_PROCESSES": str(cores)}
    variables |= {"CORPUS_CONFIG": str(file)} if file else {}
    return Work(
        name=name,
        module=module,
        arguments=tuple(arguments),
        folder=str(Path.cwd()),
        archive=_absolute(config.archive.url),
        config_file=str(file) if file else None,
        variables=tuple(sorted(variables.items())),
        likeness=likeness_here(config),
    )


def _absolute(url: str) -> str:
    return url if "://" in url else str(Path(url).absolute())
