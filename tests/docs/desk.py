"""A folder as a reader has it who follows the pages: the demo's archive, and the files that pages name."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT

TEXT = (
    "Kuaishou lowers its fees for small merchants. It competes with Douyin for viewers of short video.\n"
    "Merchants in small towns will pay less from March, the firm said.\n"
)
"""Of page.txt; docs/explain/relevance.md shows what becomes of it."""

_PAGE = "<html><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"


@contextmanager
def desk(folder: Path, archive: Path) -> Iterator[Path]:
    """With a copy of the archive, as the current folder. No variable of the machine's leads elsewhere."""
    shutil.copytree(archive, folder / "archive")
    for name in ("seeds", "pipelines.toml", "docker-compose.yml", "Makefile", "scrapy.cfg"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "warcs").mkdir()
    (folder / "texts").mkdir()
    (folder / "texts" / "one.txt").write_text(TEXT, encoding="utf-8")
    (folder / "page.txt").write_text(TEXT, encoding="utf-8")
    headline, sentence, _ = TEXT.split("\n")
    (folder / "page.html").write_text(_PAGE.format(headline, sentence * 3), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ARCHIVE_URL", "CORPUS_CONFIG", "CORPUS_CONTACT", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("COLUMNS", "160")
        patch.setenv("CORPUS_PROCESSES", "1")
        patch.chdir(folder)
        yield folder
