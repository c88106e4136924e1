"""`corpus try`: one page through the stages, archiving nothing."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.archive import StoreOptions, open_store
from pipelines.commands.fetching import fetch
from pipelines.commands.listing import show_evidence
from pipelines.commands.output import one_line, plain, say, say_json
from pipelines.commands.places import Json
from pipelines.config import ArchiveConfig, load_config
from pipelines.document import Article, Capture
from pipelines.errors import ConfigurationError, StoreError
from pipelines.guarded_output import sentence
from pipelines.judging.judge_model import JudgeModel
from pipelines.judging.learned import newest_learned

if TYPE_CHECKING:
    from pipelines.trial import Trial

_SHOWN_TEXT = 1500
_SHOWN_MENTIONS = 40


def try_(
    page: Annotated[str, typer.Argument(help="a saved page, a URL to fetch, or - for stdin")],
    text: Annotated[bool, typer.Option("--text", help="the file is plain text, not HTML")] = False,
    url: Annotated[str | None, typer.Option(help="the URL that a saved page came from")] = None,
    headline: Annotated[str | None, typer.Option(help="the headline of a plain text")] = None,
    as_json: Json = False,
) -> None:
    """Run the stages on one page, and show what each made.

    They go on past a rejection.
    """
    # The models take a second to load: only this command pays for them.
    from pipelines.stages import build_stages
    from pipelines.trial import try_article, try_capture

    config = load_config()
    stages = build_stages(config, _learned(config.archive))
    if text:
        trial = try_article(stages, _article(_read(page), headline))
    elif page.startswith(("http://", "https://")):
        trial = try_capture(stages, fetch(page, config.crawl.contact))
    else:
        trial = try_capture(stages, _capture(_read(page), url))
    if as_json:
        say_json(as_dict(trial))
    else:
        _show(trial)


def _learned(config: ArchiveConfig) -> JudgeModel | None:
    """What the next crawl would use; a page can be tried without an archive."""
    try:
        return newest_learned(open_store(config.url, StoreOptions(**config.patience())))
    except StoreError as error:
        note = f"note: the formula alone judges, since the archive cannot be read: {error}"
        typer.echo(sentence(note), err=True)
        return None


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        message = f"{name}: cannot be read ({error.strerror}); name a file, or a URL with its scheme"
        raise ConfigurationError(message) from error


def _article(data: bytes, headline: str | None) -> Article:
    try:
        # As it is: the offsets of the mentions are those of the file.
        text = data.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        message = f"the text is not UTF-8 at byte {error.start}; convert it, or leave --text away"
        raise ConfigurationError(message) from error
    if not text.strip():
        raise ConfigurationError("the text is empty; there is nothing to judge")
    return Article.of_text(text, headline, "plain text")


def _capture(body: bytes, url: str | None) -> Capture:
    address = url or "http://page.invalid/"
    return Capture(
        url=address,
        final_url=address,
        fetched=datetime.now(UTC).replace(microsecond=0),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        publisher=None,
        discovered_via=None,
    )


def as_dict(trial: "Trial") -> dict[str, Any]:
    """The JSON form: the outcome and why, and what each stage made, null where it made nothing."""
    parts = trial.parts
    return {
        "outcome": trial.outcome,
        "stage": trial.stage,
        "reason": trial.reason,
        "detail": trial.detail,
        "headline": trial.article and trial.article.headline,
        "authors": trial.article and list(trial.article.authors),
        "published": trial.article and trial.article.published,
        "modified": trial.article and trial.article.modified,
        "canonical_url": trial.article and trial.article.canonical_url,
        "access": trial.article and trial.article.access,
        "reservations": trial.article and [each.model_dump() for each in trial.article.reservations],
        "text": trial.article and trial.article.text,
        "language": parts and parts.language.tag,
        "language_confidence": parts and parts.language.confidence,
        "sha256": parts and parts.fingerprint.sha256,
        "entities": parts and list(parts.mentions.entities),
        "mentions": parts and [mention.model_dump() for mention in parts.mentions.mentions],
        "relevance": parts and parts.relevance.model_dump(mode="json"),
        "stage_ms": {stage: round(ms, 3) for stage, ms in trial.stage_ms.items()},
    }


def _show(trial: "Trial") -> None:
    why = f": {trial.reason} at {trial.stage}, {one_line(trial.detail)}" if trial.reason else ""
    say(f"outcome      {trial.outcome}{why}")
    if trial.article is not None:
        _show_article(trial.article)
    if trial.parts is not None:
        _show_judgement(trial)


def _show_article(article: Article) -> None:
    fields = {
        "headline": article.headline,
        "authors": ", ".join(article.authors) or None,
        "published": article.published,
        "modified": article.modified,
        "section": article.section,
        "keywords": ", ".join(article.keywords) or None,
        "canonical": article.canonical_url,
        "access": article.access,
        "reserved": "; ".join(each.told for each in article.reservations) or None,
        "extractor": article.extractor,
    }
    for name, value in fields.items():
        say(f"{name:<13}{one_line(value) if value else '-'}")


def _show_judgement(trial: "Trial") -> None:
    assert trial.parts is not None
    _, language, _, mentions, relevance = trial.parts
    say(f"language     {language.tag} ({language.confidence:.2f})")
    say(f"entities     {', '.join(mentions.entities) or '-'}")
    text = trial.parts.article.text
    for mention in mentions.mentions[:_SHOWN_MENTIONS]:
        surface = one_line(text[mention.start : mention.end])
        say(f"    {mention.start:>6} to {mention.end:<6} {mention.entity:<24} {surface}")
    if len(mentions.mentions) > _SHOWN_MENTIONS:
        say(f"    and {len(mentions.mentions) - _SHOWN_MENTIONS} more; --json has them all")
    verdict = "related" if relevance.related else "not related"
    score = f"{relevance.score:.3f}, threshold {relevance.threshold:.3f}"
    say(f"relevance    {score}: {verdict}, by {relevance.model}")
    show_evidence(relevance.evidence)
    say()
    say(plain(text[:_SHOWN_TEXT]) + (" […]" if len(text) > _SHOWN_TEXT else ""))
