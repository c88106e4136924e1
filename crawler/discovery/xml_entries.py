"""The entries of an XML listing one by one as they come: mended where not well-formed, and forgotten."""

from collections.abc import Iterator

from lxml import etree

from crawler.discovery.candidate import Problem

_STEP = 64 * 1024


class XmlEntries:
    """Iterates once over the elements of `body` whose local names, in lower case, are among `names`.

    Each is whole when it comes, and freed when the next one is asked for: a listing of 50 MB must not become
    a tree of 1 GB. Nothing is loaded, no entity expanded.
    """

    def __init__(self, body: bytes, names: frozenset[str]) -> None:
        self._body = body
        self._names = names
        self._parser = etree.XMLPullParser(
            events=("end",),
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )

    def __iter__(self) -> "Iterator[etree._Element]":
        for element in self._elements():
            if local_name(element).lower() in self._names:
                yield element
                _forget(element)

    @property
    def problem(self) -> Problem | None:
        """What was not well-formed, as far as it was read."""
        errors = [entry for entry in self._parser.feed_error_log if entry.level >= etree.ErrorLevels.ERROR]
        return ("malformed", f"line {errors[0].line}: {errors[0].message}") if errors else None

    def _elements(self) -> "Iterator[etree._Element]":
        try:
            for start in range(0, len(self._body), _STEP):
                self._parser.feed(self._body[start : start + _STEP])
                yield from self._ended()
            self._parser.close()
            yield from self._ended()
        except etree.XMLSyntaxError:
            return

    def _ended(self) -> "Iterator[etree._Element]":
        events = self._parser.read_events()
        return (element for _, element in events if isinstance(element, etree._Element))


def local_name(element: "etree._Element") -> str:
    """Without namespace, and without a prefix that nobody declared."""
    return tag_of(element).rpartition("}")[2].rpartition(":")[2]


def tag_of(element: "etree._Element") -> str:
    """`{namespace}name`; "" for a comment, or for what no name can be."""
    # Not etree.QName: it refuses what a recovering parser lets through.
    try:
        return element.tag if isinstance(element.tag, str) else ""
    except UnicodeDecodeError:
        return ""


def text_of(element: "etree._Element") -> str:
    """Up to its first child, white space as one space."""
    try:
        return " ".join((element.text or "").split())
    except UnicodeDecodeError:
        return ""


def attribute_of(element: "etree._Element", name: str) -> str:
    """Nothing where there is none, or none that can be read: a recovering parser lets bytes through."""
    try:
        return element.get(name) or ""
    except UnicodeDecodeError:
        return ""


def _forget(element: "etree._Element") -> None:
    parent = element.getparent()
    if parent is None:
        return
    while element.getprevious() is not None:
        del parent[0]
