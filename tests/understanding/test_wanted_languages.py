"""Texts in a language that nobody wants: turned away before names are looked for, and no others."""

from copy import copy
from functools import cache

import pytest
from pydantic import ValidationError

from pipelines.config import Config, CrawlConfig
from pipelines.document import Capture, Language
from pipelines.errors import Rejected
from pipelines.language import detect
from pipelines.languages.wanted import require_wanted
from pipelines.processed import Parts, TurnedDown
from pipelines.stages import Stages, build_stages
from pipelines.trial import try_capture
from tests.understanding.captures import capture

ENGLISH = "ByteDance said on Tuesday that TikTok will open an office in the harbour town next year. "
FRENCH = "ByteDance a annoncé mardi que TikTok ouvrira un bureau dans la ville portuaire l’an prochain. "
SIMPLIFIED = "字节跳动周二宣布，抖音明年将在这座港口城市开设办事处，并招聘三百名员工。"
TRADITIONAL = "字節跳動週二宣布，抖音明年將在這座港口城市開設辦事處，並招聘三百名員工。"
PAGES = {"en": ENGLISH, "fr": FRENCH, "zh-Hans": SIMPLIFIED, "zh-Hant": TRADITIONAL}


@cache
def whole() -> Stages:
    return build_stages(Config())


def page(text: str, lang: str = "en") -> Capture:
    html = (
        f"<html lang={lang}><head><meta charset=utf-8><title>TikTok</title></head>"
        f"<body><article><h1>TikTok</h1><p>{text * 6}</p></article></body></html>"
    )
    return capture(html.encode(), content_type="text/html; charset=utf-8")


def wanting(*named: str) -> Stages:
    stages = copy(whole())
    stages.wanted = CrawlConfig(languages=named).languages
    return stages


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ((), {"en", "fr", "zh-Hans", "zh-Hant"}),
        (("en",), {"en"}),
        (("fr-CA", "EN-us"), {"en", "fr"}),
        (("zh",), {"zh-Hans", "zh-Hant"}),
        (("zh-TW",), {"zh-Hant"}),
    ],
)
def test_exactly_the_pages_of_wanted_languages_are_kept_and_read_as_ever(
    named: tuple[str, ...], kept: set[str]
) -> None:
    stages = wanting(*named)
    found = {tag: stages.process(page(text)).result for tag, text in PAGES.items()}
    assert {tag for tag, result in found.items() if isinstance(result, Parts)} == kept
    assert all(found[tag] == whole().process(page(PAGES[tag])).result for tag in kept)


def test_an_unwanted_one_is_turned_away_before_names_are_looked_for() -> None:
    """Whatever the page claims to be in."""
    processed = wanting("en").process(page(FRENCH, lang="en"))
    assert isinstance(processed.result, TurnedDown)
    assert (processed.result.stage, processed.result.reason) == ("language", "unwanted_language")
    assert processed.result.detail.startswith("fr, confidence ")
    assert processed.result.headline == "TikTok"
    assert processed.result.relevance is None
    assert not {"fingerprint", "entities", "relevance"} & set(processed.stage_ms)


def test_what_is_archived_is_followed_in_any_language() -> None:
    again = page(FRENCH).model_copy(update={"again": True})
    assert isinstance(wanting("en").process(again).result, Parts)


def test_a_trial_tells_it_and_reads_on() -> None:
    trial = try_capture(wanting("en"), page(FRENCH))
    assert (trial.outcome, trial.stage, trial.reason) == ("rejected", "language", "unwanted_language")
    assert trial.parts is not None


def test_nobody_is_turned_away_in_doubt() -> None:
    require_wanted(detect("1234"), ("en",))
    require_wanted(Language(tag="fr", confidence=0.49), ("en",))
    with pytest.raises(Rejected, match=r"fr, confidence 0\.50"):
        require_wanted(Language(tag="fr", confidence=0.5), ("en",))


@pytest.mark.parametrize("named", ["english", "", "xx", "*"])
def test_what_is_no_language_is_refused(named: str) -> None:
    with pytest.raises(ValidationError, match="no language that texts are told apart by"):
        CrawlConfig(languages=(named,))
