"""Lines of a text that are about other stories: "read also", lists of what else there is, links to follow."""

import re
from collections.abc import Sequence

from pipelines.page.linked_lines import LinkedLine
from pipelines.page.placed_lines import PlacedLine
from pipelines.scripts import count_spaceless

_SEE = re.compile(
    r"""(?ix) ^[\W_]* (
        read \s (more|also|next|on|the\sfull) | see \s (more|also) | more \s (on|from|stories|news|about)\b
        | also\sread
        | related ( \s (stor(y|ies)|articles?|news|content|posts?|links?|topics?|coverage|reading) )?
          \s* (:|$)
        | don[’']?t\smiss | you \s (may|might) (\salso)? \s (like|be\sinterested)
        | (watch|listen) (\salso)? \s?:
        | recommended | must\sread | trending | explore\sfurther | click\shere
        | lesen\ssie\s(auch|mehr|hier) | mehr\s(zum\sthema|themen|dazu|lesen) | auch\sinteressant
        | das\skönnte\ssie | weiterlesen | lesetipp
        | lire\s(aussi|également|la\ssuite) | à\slire | voir\saussi | sur\sle\smême\s(sujet|thème)
        | lea\s(también|más) | leer\smás | lee\stambién | te\spuede\sinteresar | noticias?\srelacionadas?
        | más\sinformación | leia\s(também|mais) | veja\s(também|mais) | saiba\smais
        | leggi\s(anche|di\spiù) | potrebbe\sinteressarti
        | lees\s(ook|verder|meer) | les\s(også|mer) | læs\sogså | läs\s(också|mer) | lue\smyös
        | (czytaj|zobacz)\s(też|także|więcej|również) | przeczytaj | přečtěte\ssi | čtěte
        | читайте(\s(также|ещё|еще)|:) | смотрите\sтакже | по\sтеме
        | 相关(阅读|新闻|文章|报道|推荐|链接) | 相關(閱讀|新聞|文章|報道|報導|連結) | 延伸(阅读|閱讀)
        | 推荐阅读 | 推薦閱讀 | 热门(文章|新闻|推荐) | 熱門(文章|新聞) | 热点新闻
        | (小编|作者)?最近文章 | 关联阅读
        | 看更多
        | 另[見见] | 更多(新闻|新聞|内容|內容|报道|報道|文章)
        | 其他人也在看 | 其他(熱爆|熱門|热门)(話題|话题|新聞|新闻)
        | [你您]可能(也|还|還|會|会)?(喜歡|喜欢|感興趣|感兴趣|想看) | 猜你(喜歡|喜欢)
        | 関連(記事|ニュース|リンク) | あわせて読みたい | こちらもおすすめ
    )"""
)
_ADDRESS = re.compile(r"(?i)^\W*(https?://|www\.)")
_WORD = re.compile(r"\w+")
_LONGEST_LABEL = 60
_ALONE = 12
_LABEL_ALONE = 40
_FEWEST_WORDS = 5
# Short rows of links have words between them; a long one is an article with many links.
_LONG_ROW = 40
_LINKED = 0.7
_ALL_LINKED = 0.95
_TEASER_LINES = 8
_LAST_LINES = 3
_PARAGRAPH = 80
_SHORTEST_ABOVE = 30


def without_other_stories(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Without invitations to read others, without paragraphs that are one link, without lists of teasers."""
    dropped = {at for at, line in enumerate(lines) if _is_invitation(line) or _is_link(line)}
    for at in sorted(dropped):
        if invites_to_read(lines[at].text) and len(lines[at].text) < _LONGEST_LABEL:
            dropped.update(_list_under(lines, at))
    return [line for at, line in enumerate(lines) if at not in dropped]


def without_last_beside(lines: Sequence[PlacedLine], page: Sequence[LinkedLine]) -> list[PlacedLine]:
    """Without last lines that are links, or stand apart from the rest, right below a link to something."""
    kept = list(lines)
    while len(kept) > 1 and _is_apart(kept[-1], kept[:-1], page):
        kept.pop()
    return kept


def _is_apart(line: PlacedLine, rest: Sequence[PlacedLine], page: Sequence[LinkedLine]) -> bool:
    if line.link_share >= _ALL_LINKED and not _ADDRESS.match(line.text):
        return True
    if not line.places or line.places[0] == 0:
        return False
    above = page[line.places[0] - 1]
    linked = above.link_share >= _ALL_LINKED and count_words(above.text) >= _FEWEST_WORDS
    return linked and all(line.parent is not other.parent for other in rest)


def invites_to_read(line: str) -> bool:
    """Whether it begins like "Read also", in one of the languages that we know this of."""
    return bool(_SEE.match(line))


def count_words(text: str) -> int:
    """Words, or half the characters where there is nothing between words."""
    return count_spaceless(text) // 2 or len(_WORD.findall(text))


def _is_invitation(line: PlacedLine) -> bool:
    return invites_to_read(line.text) and (len(line.text) < _LABEL_ALONE or line.link_share >= 0.5)


def _is_link(line: PlacedLine) -> bool:
    words = count_words(line.text)
    if words < _FEWEST_WORDS or _ADDRESS.match(line.text):
        return False
    if not line.places:
        return line.link_share >= _LINKED
    if len(line.places) > 1:
        teaser = line.text.startswith("- ") and line.begins_with_link
        return teaser or line.link_share > (0.6 if words < _LONG_ROW else 0.8)
    least = 0.75 if line.text.startswith("- ") else _ALL_LINKED
    return line.link_share >= least and not (line.is_heading and _heads_paragraphs(line))


def _heads_paragraphs(line: PlacedLine) -> bool:
    """A heading may be a link of its own, if what it is the heading of stands below it."""
    block = line.block
    if block is None or next(block.iterancestors("a"), None) is not None:
        return False
    return any(len(paragraph.text_content()) >= _PARAGRAPH for paragraph in block.itersiblings("p"))


def _list_under(lines: Sequence[PlacedLine], label: int) -> list[int]:
    """Links below a label, and what stands between them, until the article goes on as it did above."""
    above = (line for line in reversed(lines[:label]) if len(line.text) >= _SHORTEST_ABOVE)
    last = next((line for line in above if line.block is not None), None)
    home = None if last is None else _place(last)
    listed: list[int] = []
    for at in range(label + 1, len(lines)):
        if lines[at].link_share < _LINKED:
            near = at >= len(lines) - _LAST_LINES or _links_near(lines, at)
            begun = listed or len(lines[at].text) < _ALONE
            if not (begun and near and _is_elsewhere(lines[at], home)):
                break
        listed.append(at)
    return listed


def _is_elsewhere(line: PlacedLine, home: tuple[str, str] | None) -> bool:
    """Not where the article was; of lines that are not on the page, entries and short ones."""
    if line.block is None:
        return line.text.startswith("- ") or len(line.text) < _SHORTEST_ABOVE
    return home is not None and _place(line) != home


def _links_near(lines: Sequence[PlacedLine], at: int) -> bool:
    return any(line.link_share >= _LINKED for line in lines[at + 1 : at + 1 + _TEASER_LINES])


def _place(line: PlacedLine) -> tuple[str, str]:
    """What kind of element it stands in; paragraphs of an article may each be wrapped in one of their own."""
    return ("", "") if line.parent is None else (str(line.parent.tag), line.parent.get("class") or "")
