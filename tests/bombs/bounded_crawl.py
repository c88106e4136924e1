"""A crawl in which every article belongs, with bounds small enough for a test."""

from pathlib import Path

from tests.crawl.crawling import ROOT

_SOMEBODY = """[[publisher]]
id = "harbour"
name = "The Harbour"
home = "http://harbour.example/"
language = "en"
feeds = [{ url = "http://harbour.example/feed.xml", seen = "here" }]
"""


def configuration(folder: Path, publishers: str = _SOMEBODY) -> dict[str, str]:
    """For the environment of a crawl; `publishers` is TOML."""
    (folder / "publishers.toml").write_text(publishers, encoding="utf-8")
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n'
        '[relevance]\nthreshold = 0.0\n[crawl]\ncontact = "a@b.example"\n',
        encoding="utf-8",
    )
    return {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
