"""Crawls of the demo web into a store in trouble, with little patience and a spool of their own."""

from collections.abc import Mapping
from pathlib import Path

from tests.crawl.crawling import ROOT

# The demo's configuration, whose relative paths lead out of its folder.
_DEMO = (ROOT / "demo" / "pipelines.toml").read_text(encoding="utf-8").replace("../", f"{ROOT}/")

HASTY = """connect_timeout_s = 2
read_timeout_s = 2
max_attempts = 4
give_up_after_s = 6
"""


def configured(folder: Path, patience: str = HASTY) -> Mapping[str, str]:
    """The environment of a crawl that keeps its spool in `folder`/spool."""
    text = _DEMO.replace("publishers.toml", f"{ROOT}/demo/publishers.toml")
    text = text.replace("[archive]\n", f'[archive]\nspool = "{folder}/spool"\n{patience}')
    (folder / "pipelines.toml").write_text(text, encoding="utf-8")
    return {"CORPUS_CONFIG": str(folder / "pipelines.toml")}


def spooled(folder: Path) -> list[str]:
    """Whatever lies in the spool."""
    return [path.name for path in (folder / "spool").glob("*")]
