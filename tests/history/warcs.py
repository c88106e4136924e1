"""WARC files of the demo web's stories, and of what else a news crawl meets."""

from collections.abc import Iterable
from pathlib import Path

from bench.news_warcs import Record, member
from demo.site.content import Story, load_stories
from demo.site.pages import article_page

STORIES = load_stories()
RELATED = frozenset(story.url for story in STORIES if story.related)


def story_record(story: Story, padding: int = 0) -> Record:
    """The story as its server has it, with so many bytes of script that nobody reads."""
    mates = [mate for mate in STORIES if mate.host == story.host]
    html = article_page(story, mates, story.url)
    padded = html.replace(b"</body>", b"<script>/*" + b"x" * padding + b"*/</script></body>", 1)
    date = story.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Record(story.url, padded, f"text/html; charset={story.host.charset}", date)


def write(file: Path, records: Iterable[Record]) -> list[int]:
    """Where each record begins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    members = [member(record, place) for place, record in enumerate(records)]
    file.write_bytes(b"".join(members))
    return [sum(map(len, members[:place])) for place in range(len(members))]
