"""The stories of the demo web: how many, how long, how different."""

import itertools

from demo.site.content import HOSTS, Story, load_stories

STORIES = load_stories()


def is_chinese(story: Story) -> bool:
    return story.host.language.startswith("zh")


def units(story: Story) -> list[str]:
    """Characters of a Chinese text, words of another."""
    return list(story.text.replace("\n", "")) if is_chinese(story) else story.text.lower().split()


def shingles(story: Story) -> set[tuple[str, ...]]:
    parts = units(story)
    return {tuple(parts[i : i + 3]) for i in range(len(parts) - 2)}


def related(*languages: str) -> int:
    return sum(1 for story in STORIES if story.related and story.host.language.startswith(languages))


def test_there_are_as_many_stories_as_promised() -> None:
    assert related("en") >= 24
    assert related("zh-CN") >= 12
    assert related("zh-Hant") >= 4
    assert sum(1 for story in STORIES if not story.related) >= 18
    assert {story.host for story in STORIES} == set(HOSTS)


def test_every_story_is_of_a_usual_length() -> None:
    bounds = {"flash": (50, 80), "zh": (200, 600), "en": (120, 400)}
    for story in STORIES:
        kind = "flash" if story.slug.startswith("flash-") else "zh" if is_chinese(story) else "en"
        low, high = bounds[kind]
        assert low <= len(units(story)) <= high, (story.slug, len(units(story)))
        assert 2019 <= story.published.year <= 2021, story.slug
    assert sum(story.slug.startswith("flash-") for story in STORIES) == 2


def test_no_two_stories_are_near_copies() -> None:
    marks = {story.slug: shingles(story) for story in STORIES}
    assert len(marks) == len(STORIES)
    for (one, a), (two, b) in itertools.combinations(marks.items(), 2):
        assert len(a & b) / len(a | b) < 0.15, (one, two)
