"""One record of the log is one line, whoever logs and whatever it says, and none tells a secret.

Set once for the whole process: a record is put right when it is made, before any handler sees it, so that
Scrapy's, Twisted's, boto3's and urllib3's own are too. The lines of a traceback begin with `  | ` and can be
taken for no record.
"""

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterable
from types import TracebackType
from typing import Any, TextIO

from pipelines.redaction import redactor
from pipelines.shown_text import escaped

# Of one message; a longer one is a body.
LONGEST_MESSAGE = 8192
LONGEST_TRACEBACK = 65_536
_BEHIND = "  | "

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]

_redactor = redactor(())


def guard_output(secrets: Iterable[str]) -> None:
    """From now on, in this process; `secrets` are the values that are known."""
    global _redactor
    _redactor = redactor(secrets)
    logging.setLogRecordFactory(_record)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    warnings.showwarning = _warned


def redacted(text: str) -> str:
    """The text without the secrets of this process."""
    return _redactor(text)


def sentence(text: object) -> str:
    """What an error or a summary says, on one line and without secrets."""
    return escaped(_shortened(str(text), LONGEST_MESSAGE))


def complain(error: object) -> None:
    """`error: …` on standard error."""
    sys.stderr.write(f"error: {sentence(error)}\n")


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    record.msg, record.args = sentence(_message(record)), ()
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = _traceback(record.exc_info)
    if record.stack_info:
        record.stack_info = _behind(record.stack_info)
    return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a library's mistake in its own log line, which Python prints with all arguments
        return f"{record.msg!r} {record.args!r}"


def _traceback(raised: _Raised) -> str:
    return _behind("".join(traceback.format_exception(*raised)))


def _behind(text: str) -> str:
    lines = _shortened(text, LONGEST_TRACEBACK).rstrip("\n").split("\n")
    return "\n".join(_BEHIND + escaped(line) for line in lines)


def _shortened(text: str, most: int) -> str:
    """Without secrets. Cut twice: it costs no more than it shows, and no half of a secret stays."""
    return _cut(redacted(_cut(text, 4 * most)), most)


def _cut(text: str, most: int) -> str:
    """The end of a traceback says most, and so does that of a long sentence."""
    half = most // 2
    return text if len(text) <= most else f"{text[:half]} […] {text[-half:]}"


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(_traceback((kind, error, trace)) + "\n")


def _uncaught_in_thread(raised: Any) -> None:
    if raised.exc_type is not SystemExit:
        _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)


def _unraisable(raised: Any) -> None:
    sys.stderr.write(
        f"{sentence(raised.err_msg or 'Exception ignored in')}: {sentence(repr(raised.object))}\n"
    )
    _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,  # noqa: ARG001 - of the interface
) -> None:
    """A library may warn of what a page says. Without the line of its source, as Python would show it."""
    (file or sys.stderr).write(sentence(f"{category.__name__}: {message} ({filename}:{lineno})") + "\n")
