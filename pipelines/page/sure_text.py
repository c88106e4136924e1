"""The first answer of trafilatura, where it is content with that.

As `trafilatura.core.trafilatura_sequence` has it for `fast`, but without copies for the stages that do not
follow: of a page that does not look like an article it looks on, and is asked itself.
"""

from copy import copy
from typing import cast

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.baseline import html2txt
from trafilatura.core import ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

# Whose cascade this is; another may go another way, and is asked itself.
_VERSION = "2.3.1"
_THREAD = "DiscussionForumPosting"
_TEXTS = etree.XPath("descendant::text()[not(parent::script or parent::style)]", smart_strings=False)


def sure_text(tree: HtmlElement, options: Extractor) -> str | None:
    """None where trafilatura would look on, or discard it; `tree` stays as it is.

    `options`: fast, without comments, a language or a list of what is known, as bare_extraction takes them.
    """
    if trafilatura.__version__ != _VERSION:
        return None
    if any(_THREAD in (script.text or "") for script in tree.iter("script")):
        return None
    try:
        cleaned = convert_tags(tree_cleaning(_pruned(tree), options), options, options.url)
        body, text = extract_content(cleaned, options)
        if len(text) < max(options.min_extracted_size, options.min_output_size):
            return None
        if options.max_tree_size and len(body) > options.max_tree_size:
            return None
        return None if _covers_little(tree, text, options) else xmltotxt(body, options.formatting)
    except (TypeError, ValueError):
        return None


def _pruned(tree: HtmlElement) -> HtmlElement:
    """A copy without comments and further articles."""
    raw = copy(tree)
    for patterns in (RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH):
        raw = prune_unwanted_nodes(raw, patterns)
    return raw


def _covers_little(tree: HtmlElement, text: str, options: Extractor) -> bool:
    """Whether it is short beside all that the page says, which need seldom be counted as the library does."""
    if options.focus != "balanced" or len(text) >= ESCALATION_MAX_LENGTH:
        return False
    enough = len(text) / ESCALATION_PAGE_SHARE
    if enough >= len(" ".join(" ".join(cast(list[str], _TEXTS(tree))).split())):
        return False
    return len(text) < ESCALATION_PAGE_SHARE * len(html2txt(_pruned(tree)))
