"""The run's page for people, written beside its record at the very end."""

import logging

from pipelines.archive import RunRecord, Store, put_run_report

logger = logging.getLogger(__name__)


def write_report(store: Store, record: RunRecord) -> str | None:
    """The key of the page; None where none could be made, which spoils no run: its record is there."""
    try:
        # Jinja2 and the templates take a tenth of a second: only a run that has ended pays.
        from pipelines.report.run_page import page_of_record

        return put_run_report(store, record, page_of_record(store, record))
    except Exception as error:  # noqa: BLE001 - whatever it was, what the run did is on record
        logger.warning("the report of the run cannot be made: %s: %s", type(error).__name__, error)
        return None
