"""Folders of texts, imported, and what came of them."""

from pathlib import Path

from pipelines.archive import Archive, IndexRow, open_store, verify
from pipelines.config import ArchiveConfig, Config, WorkersConfig
from pipelines.import_folder import read_folder
from pipelines.import_metadata import Metadata
from pipelines.import_plan import Task
from pipelines.importing import Imported, import_texts

ENGLISH = (
    "ByteDance, the owner of TikTok, has bought another company in Beijing.\nNobody said for how much.\n"
)
CHINESE = "字节跳动收购了一家北京公司。\n抖音和快手的竞争更加激烈。\n"
OTHER = "The weather stays fine until the weekend, when rain comes in from the west.\n"


def config_for(url: str) -> Config:
    return Config(
        archive=ArchiveConfig(url=url, commit_every_documents=3), workers=WorkersConfig(processes=1)
    )


def do_import(
    url: str, folder: Path, metadata: dict[str, Metadata] | None = None, *, strict: bool = False
) -> Imported:
    task = Task(read_folder(folder), metadata or {}, strict)
    return import_texts(task, config_for(url), open_store(url), run="imported")


def listed(url: str) -> list[IndexRow]:
    return list(Archive.open(url).rows())


def assert_clean(url: str) -> None:
    report = verify(open_store(url))
    assert (report.findings, report.notes) == ((), ())
