"""What this process may use of the machine, looked at before the first request."""

import resource
from contextlib import suppress

from pipelines.config import WorkersConfig
from pipelines.errors import ConfigurationError

_MB = 1024 * 1024

# Files and connections of the crawl itself: log, pipes to the workers, the store, connections kept alive.
_OWN_HANDLES = 192

# Address space of the crawl, or of a worker without a page in it: libraries reserve more than they touch.
_OWN_MB = 2048


def refuse_scarcity(workers: WorkersConfig, concurrent_requests: int) -> None:
    """Raises ConfigurationError where a limit of this process would end the crawl halfway.

    Raises the limit on open files as far as this process may.
    """
    needed = _OWN_HANDLES + concurrent_requests
    allowed = _as_many_handles_as_may_be()
    if allowed < needed:
        raise ConfigurationError(
            f"this process may open {allowed} files at once and needs {needed}; raise the limit "
            f"(ulimit -n {needed}) or lower CONCURRENT_REQUESTS"
        )
    _refuse_little_memory(_OWN_MB + workers.max_memory_mb)


def _as_many_handles_as_may_be() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return _bound(soft)


def _refuse_little_memory(needed_mb: int) -> None:
    allowed_mb = _bound(min(resource.getrlimit(resource.RLIMIT_AS), key=_bound)) // _MB
    if allowed_mb < needed_mb:
        raise ConfigurationError(
            f"this process may use {allowed_mb} MB of address space and a worker needs {needed_mb}; raise "
            f"the limit (ulimit -v {needed_mb * 1024}) or lower `workers.max_memory_mb`"
        )


def _bound(limit: int) -> int:
    return 2**63 if limit == resource.RLIM_INFINITY else limit
