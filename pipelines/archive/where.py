"""Which documents of an archive are wanted."""

from dataclasses import dataclass

from pipelines.archive.rows import IndexRow, Status


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions that must all hold; None leaves all.

    `language` takes every tag below it (RFC 4647, basic filtering: zh takes zh-Hans and zh-Hant). Several of
    `entity` must all be named. `since` and `until` are days, months or years of `published`, both included;
    those without a date are left out then.
    `linked` takes those that name another document, as the one they resemble or revise, or those that do not.
    """

    publisher: str | None = None
    language: str | None = None
    entity: str | tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None
    status: Status | None = None
    linked: bool | None = None

    @property
    def entities(self) -> tuple[str, ...]:
        """All that must be named."""
        return (self.entity,) if isinstance(self.entity, str) else self.entity or ()

    def admits(self, row: IndexRow) -> bool:
        """Whether `row` is wanted."""
        return (
            (self.publisher is None or row.publisher == self.publisher)
            and (self.language is None or speaks(row.language, self.language))
            and all(each in row.entities for each in self.entities)
            and (self.status is None or row.status == self.status)
            and (self.linked is None or is_linked(row) == self.linked)
            and within(row.published, self.since, self.until)
        )


def is_linked(row: IndexRow) -> bool:
    """Whether a document names another one."""
    return row.near_duplicate_of is not None or row.revision_of is not None


def speaks(language: str | None, wanted: str) -> bool:
    """Whether a language tag falls under another: RFC 4647, basic filtering."""
    return language is not None and (language + "-").lower().startswith(wanted.lower() + "-")


def within(published: str | None, since: str | None, until: str | None) -> bool:
    """Whether a date lies between two others, compared as far as both are precise."""
    if since is None and until is None:
        return True
    if published is None:
        return False
    day = published[:10]
    return (since is None or day >= since[: len(day)]) and (until is None or day[: len(until)] <= until[:10])
