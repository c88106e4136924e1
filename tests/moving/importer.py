"""A process that imports a folder, in batches of two: `python -m tests.moving.importer FOLDER ARCHIVE`.

Prints a line for each text that was looked at.
"""

import sys
from pathlib import Path

from pipelines.archive import open_store
from pipelines.config import ArchiveConfig, Config
from pipelines.import_folder import read_folder
from pipelines.import_plan import Task
from pipelines.importing import import_texts


def tell(texts: int) -> None:
    sys.stdout.write(f"{texts}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    config = Config(archive=ArchiveConfig(url=sys.argv[2], commit_every_documents=2))
    task = Task(read_folder(Path(sys.argv[1])), {})
    import_texts(task, config, open_store(sys.argv[2]), run="imported", on_text=tell)
