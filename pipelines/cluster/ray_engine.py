"""The engine Ray. The one file that knows it."""

import logging
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ray
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from pipelines.cluster.engine import Lost, Machine
from pipelines.cluster.errand import Ended, Errand, Work, refuse_stranger
from pipelines.errors import ConfigurationError, CorpusError

# How often a process of the engine's that died, with its machine or alone, is replaced.
_REPLACED = 3
# Ray gives its ten processes half a minute to start; on a busy machine they do not always make it.
_ATTEMPTS = 3
# Ray's own default is a folder below it that all users share. The path of a socket below it may not be long.
_SHORT = "/tmp"
_OWN = "local"
# Ray would try for minutes to reach a head that is not there.
_REACHED_WITHIN_S = 10.0
# One thread runs, one answers what was said, one stops.
_THREADS = 3
_ANSWER_WITHIN_S = 60.0
# Work and its lines are all that goes through; Ray would reserve a third of the memory for more.
_STORE_BYTES = 80 * 1024 * 1024


@contextmanager
def ray_engine(address: str | None, cores: int) -> Iterator["RayEngine"]:
    """Connected to the cluster at `address`; None: one of this machine alone, with `cores`, to the end.

    Raises ConfigurationError where there is none, or it cannot be used from here.
    """
    if address is not None and address != _OWN:
        _refuse_silent(address)
        with _connected({"address": address}, attempts=1):
            yield RayEngine()
        return
    with tempfile.TemporaryDirectory(prefix="ray-", dir=_SHORT, ignore_cleanup_errors=True) as folder:
        own = {"num_cpus": cores, "object_store_memory": _STORE_BYTES, "include_dashboard": False}
        with _connected({"address": _OWN, "_temp_dir": folder, **own}, _ATTEMPTS):
            yield RayEngine()


@contextmanager
def _connected(said: dict[str, Any], attempts: int) -> Iterator[None]:
    try:
        _connect(said | {"log_to_driver": False, "logging_level": logging.ERROR}, attempts)
        yield
    finally:
        ray.shutdown()


def _connect(said: dict[str, Any], attempts: int) -> None:
    try:
        ray.init(**said)
    except SystemExit as error:  # What Ray makes of SIGTERM.
        raise KeyboardInterrupt from error
    except Exception as error:  # Ray has no class for it: RuntimeError, ConnectionError, Exception.
        ray.shutdown()
        if attempts == 1:
            raise ConfigurationError(_unreached(said["address"], error)) from error
        _connect(said, attempts - 1)


def _refuse_silent(address: str) -> None:
    """Raises ConfigurationError if nobody listens; `auto` and the like are Ray's to look up."""
    host, _, port = address.rpartition(":")
    if "://" in address or not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _REACHED_WITHIN_S).close()
    except (OSError, OverflowError) as error:
        raise ConfigurationError(_unreached(address, error)) from error


def _unreached(address: str, error: Exception) -> str:
    why = str(error).strip().partition("\n")[0] or type(error).__name__
    if address == _OWN:
        return f"Ray does not start on this machine: {why}"
    return f"--address {address}: no Ray cluster that can be used answers there: {why}"


class RayEngine:
    """Implements Engine, with an actor for each piece of work: a process to itself."""

    def machines(self) -> Sequence[Machine]:
        """See Engine."""
        nodes = ray.nodes()  # type: ignore[no-untyped-call]
        alive = (node for node in nodes if node["Alive"])
        each = (Machine(node["NodeID"], int(node["Resources"].get("CPU", 0))) for node in alive)
        return [machine for machine in each if machine.cores]

    def strangers(self, work: Work) -> Sequence[str]:
        """See Engine."""
        asked = [
            ray.remote(_why_strange)
            .options(num_cpus=0, scheduling_strategy=NodeAffinitySchedulingStrategy(machine.id, soft=False))
            .remote(work)
            for machine in self.machines()
        ]
        return [why for each in asked if (why := _answer(each))]

    def start(self, work: Work, cores: int) -> "RayErrand":
        """See Engine."""
        actor = ray.remote(Errand).options(
            num_cpus=cores,
            max_concurrency=_THREADS,
            max_restarts=_REPLACED,
            # A lost machine is unavailable for a while before it is dead, and each try meanwhile would count.
            max_task_retries=-1,
            scheduling_strategy="SPREAD",
        )
        return RayErrand(actor.remote(), work)


class RayErrand:
    """Implements Running."""

    def __init__(self, actor: Any, work: Work) -> None:
        self._actor = actor
        self._run = actor.run.remote(work)
        self._said = actor.said.options(max_task_retries=0).remote()

    def ended(self, within_s: float) -> Ended | None:
        """See Running."""
        ready, _ = ray.wait([self._run], timeout=within_s)
        if not ready:
            return None
        try:
            ended: Ended = ray.get(self._run)
        except RayError as error:
            raise Lost(_first_line(error)) from error
        return ended

    def said(self, within_s: float) -> list[str]:
        """See Running."""
        ready, _ = ray.wait([self._said], timeout=within_s)
        if not ready:
            return []
        try:
            lines: list[str] = ray.get(self._said)
        except RayError:
            lines = []  # What a process had to say went with it; its replacement is asked from now on.
        self._said = self._actor.said.options(max_task_retries=0).remote()
        return lines

    def stop(self) -> None:
        """See Running."""
        self._actor.stop.options(max_task_retries=0).remote()


def _why_strange(work: Work) -> str | None:
    """Runs on the machine that is asked."""
    try:
        refuse_stranger(work)
    except CorpusError as error:
        return str(error)
    return None


def _answer(asked: Any) -> str | None:
    try:
        why: str | None = ray.get(asked, timeout=_ANSWER_WITHIN_S)
    except RayError as error:
        return f"a machine of the cluster cannot say what it has: {_first_line(error)}"
    return why


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
