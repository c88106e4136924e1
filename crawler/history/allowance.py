"""How many pages a run may still fetch."""


class Allowance:
    """`limit` None: as many as there are."""

    def __init__(self, limit: int | None) -> None:
        self._left = limit

    @property
    def is_spent(self) -> bool:
        """Whether no further page may be fetched."""
        return self._left == 0

    def take(self) -> bool:
        """Whether one more page may be fetched; if so, it counts."""
        if self._left is None:
            return True
        if self._left == 0:
            return False
        self._left -= 1
        return True
