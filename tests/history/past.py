"""A publisher of the past, invented: its pages, and the configuration of a crawl of it."""

from pathlib import Path

from tests.crawl.crawling import ROOT

HOST = "meridian-post.example"


def configure(folder: Path, listings: str, more: str = "") -> None:
    """`pipelines.toml` with `more` behind it, and its one publisher with `listings`, both TOML."""
    (folder / "publishers.toml").write_text(
        f'[[publisher]]\nid = "meridian"\nname = "Meridian Post"\nhome = "http://{HOST}/"\nlanguage = "en"\n'
        + listings,
        encoding="utf-8",
    )
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n[crawl]\ncontact = "test@{HOST}"\n'
        f'[archive]\nspool = "{folder}/spool"\n[workers]\nprocesses = 1\n{more}',
        encoding="utf-8",
    )


def article(headline: str, *paragraphs: str) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{text}"
        "</article></body></html>"
    ).encode()


CHIEF_PAGE = article(
    "ByteDance names a new chief for China",
    "ByteDance, the company behind TikTok and Douyin, has named a new chairman for its business in China.",
    "Zhang Yiming, who founded ByteDance in 2012, will look after the company and TikTok abroad, he wrote.",
    "Toutiao and Douyin, the two largest apps of ByteDance, report to the new chairman from today on.",
)
SALE_PAGE = article(
    "Oracle and Walmart bid for TikTok",
    "TikTok's owner ByteDance is weighing two offers for its business in America, people close to it said.",
    "The order of the president gives ByteDance until the middle of September to sell TikTok or to close it.",
    "Kevin Mayer, who left Disney in May to lead TikTok, resigned from ByteDance last week.",
)
PAYMENT_PAGE = article(
    "Douyin opens a payment service",
    "Douyin, the Chinese sister of TikTok, let its users pay with a service of its own this week.",
    "ByteDance, which owns Douyin, had bought a company with a payment licence in Wuhan last year.",
    "Until now the shops inside Douyin took money through the services of Alibaba and Tencent alone.",
)
GARDEN_PAGE = article(
    "Roses that love the rain",
    "Some old roses open best after a wet week, and the garden by the river has forty of them.",
    "Visitors may come on Sundays, and the gardener shows how to prune the climbers along the wall.",
)
