"""The harvest as tables for people: the curves, and what later runs cost."""

from collections.abc import Iterator

from bench.focus.result import Harvest, Run

RECALL, RATIO, BYTES_AGAIN, REQUESTS_GROWN = 0.98, 2.5, 0.02, 60

_CURVES = (("best-first", "whole"), ("best, half", "best"), ("breadth, half", "breadth"))


def table(harvest: Harvest) -> str:
    """Everything that was measured, with what is wanted."""
    return "\n".join((*_web(harvest), "", *_curves(harvest), "", *_sums(harvest), "", *_later(harvest)))


def _web(harvest: Harvest) -> Iterator[str]:
    yield (
        f"The proving web: {harvest.articles} articles, {harvest.related} of them related; "
        f"no listing names {harvest.unlisted} of these"
    )
    yield f"bounded crawls: {harvest.half} article requests for each publisher, half of the articles in all"


def _curves(harvest: Harvest) -> Iterator[str]:
    runs = [(label, getattr(harvest, name)) for label, name in _CURVES]
    yield f"{'related found, and harvest rate, after':<40}" + "".join(f"{label:>16}" for label, _ in runs)
    for tenth in range(1, 11):
        requests = harvest.articles * tenth // 10
        cells = "".join(f"{_cell(run, tenth, requests):>16}" for _, run in runs)
        yield f"{f'{requests} article requests, {tenth * 10} %':<40}{cells}"


def _cell(run: Run, tenth: int, requests: int) -> str:
    """A dash where the crawl had ended before."""
    if run.article_requests <= requests - requests // tenth:
        return "-"
    return f"{run.found[tenth]} {run.found[tenth] / min(requests, run.article_requests):5.2f}"


def _sums(harvest: Harvest) -> Iterator[str]:
    for label, name in _CURVES:
        run: Run = getattr(harvest, name)
        yield (
            f"{label:<14} {run.article_requests} article requests ({run.traps} in traps, {run.forbidden}"
            f" forbidden), {run.listing_requests} others, {run.bytes / 1e6:.1f} MB,"
            f" {run.archived} related archived"
        )
    yield _against("recall", f"{harvest.recall:.3f}", f">= {RECALL}")
    yield f"98 % of the related were found after {harvest.needed_for_98 or 'no'} article requests"
    best, breadth = (found / harvest.early for found in harvest.found_early)
    rates = f"{best:.3f} / {breadth:.3f} = {harvest.early_ratio:.2f}"
    yield _against(f"harvest rates at half of that, {harvest.early}, best / breadth", rates, f">= {RATIO}")
    rates = f"{harvest.best.harvest:.3f} / {harvest.breadth.harvest:.3f} = {harvest.ratio:.2f}"
    yield f"  and of the bounded crawls: {rates}, where 2 is all that an order can do"


def _later(harvest: Harvest) -> Iterator[str]:
    again, grown = harvest.again, harvest.grown
    share = f"{again.bytes / 1e3:.0f} kB, {100 * harvest.bytes_again:.2f} % of the first run"
    yield _against("second run, nothing new: article requests", str(again.article_requests), "0")
    yield _against(f"  bytes, in {again.listing_requests} requests", share, f"<= {100 * BYTES_AGAIN:.0f} %")
    found = f"{grown.archived} of {harvest.new_related}"
    yield _against("third run, new related articles: archived", found, "all")
    yield _against("  article requests", str(grown.article_requests), f"<= {REQUESTS_GROWN}")


def _against(what: str, measured: str, wanted: str) -> str:
    return f"{what}: {measured}  (wanted: {wanted})"
