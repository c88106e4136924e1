"""How long a listing may be left alone, learned from what its looks brought.

Pages come to a listing as a Poisson process whose rate is not known and drifts: a Gamma distribution for the
rate, to which each look adds its pages and its hours, older looks counting less (discounting, as in West and
Harrison, Bayesian Forecasting and Dynamic Models, 1997, section 10.8). Polled every T hours at a rate r, the
pages wait r T / 2 hours for each hour that passes, and the looks cost 1 / T requests: the sum is least at
T = sqrt(2 w / r), w being the hours of waiting that are worth a request. That the interval should follow the
root of the rate is the known result for a fixed number of looks (Coffman, Liu and Weber, Optimal robot
scheduling for web search engines, 1998; Cho and Garcia-Molina, Effective page refresh policies, 2003).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipelines.archive import Poll

# Before so many looks over so long nothing is left out: whoever runs a crawl twice by hand gets it twice.
ENOUGH_POLLS = 8
ENOUGH_TIME = timedelta(days=1)
# More are not kept.
KEPT_POLLS = 40

# Hours that one page may wait if that saves a request.
_WORTH_A_REQUEST_H = 2.0
# As if a page had come in a day, before anything is known.
_PRIOR_PAGES = 1.0
_PRIOR_HOURS = 24.0
# After so long a look counts half.
_HALF_LIFE_H = 48.0
# A schedule is never quite on time: what is due within a tenth of its interval is due.
_SLACK = 0.1


def rate_per_h(polls: Sequence[Poll]) -> float:
    """Pages an hour, to be expected at the time of the newest look. The first look has no time before it."""
    times = [datetime.fromisoformat(poll.time) for poll in polls]
    pages, hours = _PRIOR_PAGES, _PRIOR_HOURS
    for poll, earlier, time in zip(polls[1:], times, times[1:], strict=False):
        weight = 0.5 ** (_hours(times[-1] - time) / _HALF_LIFE_H)
        pages += weight * poll.new
        hours += weight * _hours(time - earlier)
    return pages / hours


def interval(polls: Sequence[Poll], longest: timedelta) -> timedelta:
    """Until the next look; zero while too little is known."""
    if not _is_enough(polls):
        return timedelta()
    hours = (2 * _WORTH_A_REQUEST_H / rate_per_h(polls)) ** 0.5
    return min(timedelta(hours=hours), longest)


def due_from(polls: Sequence[Poll], longest: timedelta) -> datetime | None:
    """When a listing should be looked at again; None where it never was."""
    if not polls:
        return None
    return datetime.fromisoformat(polls[-1].time) + interval(polls, longest) * (1 - _SLACK)


def quiet_for(polls: Sequence[Poll], now: datetime) -> timedelta:
    """Since the newest look that brought a page, or else since the oldest that is kept."""
    looks = [poll for poll in polls if poll.new] or list(polls[:1])
    return now - datetime.fromisoformat(looks[-1].time) if looks else timedelta()


def with_poll(polls: Sequence[Poll], poll: Poll) -> tuple[Poll, ...]:
    """The newest looks, this one last."""
    return (*polls, poll)[-KEPT_POLLS:]


def _is_enough(polls: Sequence[Poll]) -> bool:
    if len(polls) < ENOUGH_POLLS:
        return False
    return datetime.fromisoformat(polls[-1].time) - datetime.fromisoformat(polls[0].time) >= ENOUGH_TIME


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600
