"""Line by line: what an extracted text has too much, and what it lacks of the page."""

from collections.abc import Collection, Sequence

from pipelines.page.lead_text import is_subheadline, with_standfirst, without_subheadlines
from pipelines.page.letters import share_held
from pipelines.page.linked_lines import LinkedLine
from pipelines.page.noise_lines import is_below, is_label, without_noise
from pipelines.page.other_stories import invites_to_read, without_last_beside, without_other_stories
from pipelines.page.placed_lines import PlacedLine, place_lines, placed
from pipelines.page.table_lines import without_tables

_REPEATED = 40
_NEAR = 12
_SHORTEST_PARAGRAPH = 60
_SAID_ALREADY = 0.5


def mend(
    text: str, page: Sequence[LinkedLine], subjects: Collection[str], descriptions: Sequence[str]
) -> str:
    """`text` without other stories, labels, credits and invitations, with its standfirst and its headings.

    `page`: all lines of the page that the text is from; `subjects`: the headline as letters, in every
    wording; `descriptions`: what the page says of its text.
    """
    if not text:
        return ""
    lines = without_tables(without_other_stories(_once(place_lines(text, page))), page)
    lines = without_noise(without_subheadlines(_with_dropped(lines, page)))
    lines = without_noise(without_last_beside(lines, page))
    return "\n".join(line.text for line in with_standfirst(lines, page, subjects, descriptions))


def _once(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Long lines that come again are the page's, not the writer's."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if len(line.letters) < _REPEATED or line.letters not in seen:
            kept.append(line)
        seen.add(line.letters)
    return kept


def _with_dropped(lines: Sequence[PlacedLine], page: Sequence[LinkedLine]) -> list[PlacedLine]:
    """With headings and paragraphs that stand among those of the text, in the same element."""
    whole = "".join(line.letters for line in lines)
    kept = {place for line in lines for place in line.places}
    result: list[PlacedLine] = []
    before: PlacedLine | None = None
    for line in lines:
        if line.places:
            if before and 1 < line.places[0] - before.places[-1] < _NEAR:
                gap = range(before.places[-1] + 1, line.places[0])
                dropped = (placed(page[at], at) for at in gap if at not in kept)
                result += [each for each in dropped if _belongs(each, before, line, whole)]
            before = line
        result.append(line)
    return result


def _belongs(line: PlacedLine, before: PlacedLine, after: PlacedLine, whole: str) -> bool:
    if not line.letters or line.link_share > 0.3 or not before.parent is line.parent is after.parent:
        return False
    paragraph = line.block is not None and line.block.tag in ("p", "blockquote")
    if not (line.is_heading or is_subheadline(line) or (paragraph and len(line.text) >= _SHORTEST_PARAGRAPH)):
        return False
    if invites_to_read(line.text) or is_label(line.text) or is_below(line.text):
        return False
    return share_held(line.letters, whole, 8) < _SAID_ALREADY
