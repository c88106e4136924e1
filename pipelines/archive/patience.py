"""How long to wait before the next attempt, and when to give up."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """`attempts` in all. The pauses double from `first_s` up to `longest_s`, less up to half by chance."""

    attempts: int
    first_s: float
    longest_s: float

    def attempt(self) -> Iterator[int]:
        """The number of each attempt, from 0; sleeps before all but the first."""
        for number in range(self.attempts):
            if number:
                longest = min(self.longest_s, self.first_s * 2.0 ** min(number - 1, 30))
                time.sleep(longest * random.uniform(0.5, 1.0))
            yield number


# A store in trouble: a good ten seconds, on top of what boto3 itself repeats.
WITH_TROUBLE = Patience(attempts=6, first_s=0.3, longest_s=5.0)

# Lost races. Each means that somebody else got on, so there may be many.
WITH_OTHERS = Patience(attempts=200, first_s=0.02, longest_s=1.0)
