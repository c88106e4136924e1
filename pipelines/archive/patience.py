"""How long to wait before the next attempt, and when to give up."""

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """`attempts` in all. The pauses double from `first_s` up to `longest_s`, less up to half by chance.

    No attempt but the first begins later than `within_s` after it.
    """

    attempts: int
    first_s: float
    longest_s: float
    within_s: float = math.inf

    def attempt(self) -> Iterator[int]:
        """The number of each attempt, from 0; sleeps before all but the first."""
        end = time.monotonic() + self.within_s
        for number in range(self.attempts):
            if number:
                longest = min(self.longest_s, self.first_s * 2.0 ** min(number - 1, 30))
                pause = longest * random.uniform(0.5, 1.0)
                if time.monotonic() + pause > end:
                    return
                time.sleep(pause)
            yield number


# A store in trouble: a good ten seconds, on top of what its own calls repeat; where each of these takes
# long to fail, no more of them than that.
WITH_TROUBLE = Patience(attempts=6, first_s=0.3, longest_s=5.0, within_s=15.0)

# Lost races. Each means that somebody else got on, so there may be many.
WITH_OTHERS = Patience(attempts=200, first_s=0.02, longest_s=1.0)
