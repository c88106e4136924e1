"""A process that copies an archive: `python -m tests.moving.copier FROM TO`.

Prints a line when the first segment is in place.
"""

import sys

from pipelines.archive import open_store
from pipelines.archive.copying import copy_archive


def tell(segments: int) -> None:
    sys.stdout.write(f"{segments}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    copy_archive(open_store(sys.argv[1]), open_store(sys.argv[2]), on_segment=tell)
