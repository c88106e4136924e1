"""`corpus cluster`: crawls and replays on several machines, each with its part of the publishers."""

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.config import Config, load_config, set_for_process
from pipelines.errors import ConfigurationError, ExitCode

if TYPE_CHECKING:
    from pipelines.cluster.errand import Work

cluster = typer.Typer(
    help="Crawl or replay on several machines. Each has its part of the publishers.", no_args_is_help=True
)

Address = Annotated[
    str | None,
    typer.Option(
        help="of a Ray cluster, host:6379; auto: the one of this machine; default: one begun for it"
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=10_000, help="parts; default: one for each machine, two where there is one"),
]
Arguments = Annotated[list[str] | None, typer.Option("-a", metavar="NAME=VALUE", help="of the spider")]
Settings = Annotated[list[str] | None, typer.Option("-s", metavar="NAME=VALUE", help="of Scrapy")]

# Nobody is told that Ray is used, nor warned of a change to come that concerns graphics cards.
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


@cluster.command()
def crawl(
    spider: Annotated[str, typer.Argument(help="news or history")] = "news",
    arguments: Arguments = None,
    settings: Settings = None,
    address: Address = None,
    workers: Workers = None,
) -> None:
    """Run `scrapy crawl` on each machine of a cluster.

    Each has its part of the publishers; all crawl into one archive.
    """
    if spider not in ("news", "history"):
        raise ConfigurationError(f"spider {spider} has no parts; give news or history")
    if any(each.startswith("shard=") for each in arguments or ()):
        raise ConfigurationError("-a shard=…: the cluster gives each crawl its own; say --workers")
    from pipelines.cluster.shards import are_refused, crawls

    if are_refused(spider, arguments or ()):
        raise typer.Exit(ExitCode.BAD_CONFIGURATION)
    _run(address, workers, partial(crawls, spider, arguments or (), settings or ()))


@cluster.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def replay(context: typer.Context, address: Address = None, workers: Workers = None) -> None:
    """Run `corpus replay` on each machine of a cluster.

    With the options that follow, and its part of the archive.
    """
    from pipelines.cluster.shards import replays

    _run(address, workers, partial(replays, context.args))


def _run(address: str | None, workers: int | None, works: Callable[[Config, int, int], "list[Work]"]) -> None:
    set_for_process(_QUIET)
    # Until the crawls are watched SIGTERM is a Ctrl-C, so that what Ray has begun is ended and cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = load_config()
    try:
        from pipelines.cluster.ray_engine import ray_engine
    except ImportError as error:
        message = "corpus cluster needs Ray; install corpus-crawler with the extras crawl and cluster"
        raise ConfigurationError(message) from error
    from pipelines.cluster.shards import cores_for, shards_for
    from pipelines.cluster.watch import watched

    with ray_engine(address, config.workers.processes or _cores()) as engine:
        machines = engine.machines()
        if not machines:
            raise ConfigurationError(f"--address {address}: no machine of this cluster has a core to use")
        shards = shards_for(machines, workers)
        cores = cores_for(machines, shards)
        code = watched(engine, works(config, shards, cores), cores)
    raise typer.Exit(code)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
