"""When a listing is given up: dead for long enough, and looked at now and then to see whether it is back."""

from datetime import datetime, timedelta

from pipelines.archive import ListingState
from pipelines.document import utc_stamp

# Trouble of a week, seen so often, is no trouble of a server any more.
DEAD_POLLS = 5
DEAD_FOR = timedelta(days=7)
TRY_AGAIN_AFTER = timedelta(days=30)


def failed(state: ListingState, problem: str, now: datetime) -> ListingState:
    """The listing after one more failure; retired where that was one too many."""
    since = state.failing_since or utc_stamp(now)
    changes: dict[str, object] = {"failures": state.failures + 1, "failing_since": since}
    dead_for = now - datetime.fromisoformat(since)
    if state.retired is not None or (state.failures + 1 >= DEAD_POLLS and dead_for >= DEAD_FOR):
        changes |= {"retired": utc_stamp(now), "note": f"{problem} since {since[:10]}"}
    return state.model_copy(update=changes)


def recovered(state: ListingState) -> ListingState:
    """The listing after a success, whatever was before."""
    nothing = {"failures": 0, "failing_since": None, "retired": None, "note": None}
    return state.model_copy(update=nothing)


def is_resting(state: ListingState, now: datetime) -> bool:
    """Whether it is retired, and not to be tried yet."""
    return state.retired is not None and now - datetime.fromisoformat(state.retired) < TRY_AGAIN_AFTER
