"""References to characters that XML forbids: libxml2 takes them into a tree, which then cannot be changed."""

import re

_REFERENCE = re.compile(
    r"""(?ix) &\# (?: x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]) (?![0-9a-f])
    | 0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45]) (?![0-9]) ) ;?"""
)


def without_control_references(html: str) -> str:
    """Without `&#8;` and its like (XML 1.0, production 2): one of them would cost a page its text.

    As characters they do no harm: the parser drops them.
    """
    return _REFERENCE.sub("", html)
