"""Text that a tree takes back: parsers of HTML let in what XML forbids, and lxml refuses to set it again."""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str | None) -> str | None:
    """Without characters that XML 1.0 (production 2) has not; none of them is seen by a reader."""
    return _FORBIDDEN.sub("", text) if text else text
