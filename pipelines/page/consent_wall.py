"""Whether a page asks for consent, to cookies as a rule, and shows nothing else.

Most articles have such a dialog beside them. So what was extracted decides: it must speak of consent itself,
or be nothing while the rest of the page does.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.page.shown import Shown, parts_of_title, weight_of

_HOST = re.compile(r"(consent|guce|cmp|(my)?privacy(-?gate)?|cookie-?wall|cookieconsent)\.")
_HEADED = re.compile(
    r"""(?ix) before\ you\ continue(\ to\ .{1,40})? | we\ (value|care\ about|respect)\ your\ privacy
    | your\ privacy\ is\ important\ to\ us | (your\ )?privacy\ (choices|settings|preferences)
    | (cookie|consent)\ (consent|settings|notice) | bevor\ sie\ (zu\ .{1,40}\ )?(fortfahren|weitergehen)
    | .{1,40}\ ist\ teil\ der\ .{1,40} | (weiterlesen\ )?mit\ werbung(\ (weiter)?lesen)?
    | ihre\ privatsphäre.{0,30} | wir\ schätzen\ ihre\ privatsphäre | avant\ d['’]accéder\ à\ .{1,40}
    | クッキーの使用に関する同意 | プライバシーに関する(お知らせ|選択) | .{1,20}是.{1,20}品牌家族的一[員员]
    | [您你]的(隐私|隱私|私隱)[权權]?(选择|選擇|设置|設定) | 在[您你]繼續.{0,10}之前 | 继续前往.{1,20}之前"""
)
# What is asked for, and from whom. Of the former what must stand there in small letters: the pattern takes a
# hundred times as long.
_MUST_STAND = (
    "cookie", "consent", "personal data", "your privacy", "tracking", "personenbezogene", "einwilligung",
    "datenschutzerklärung", "données personnelles", "datos personales", "dati personali", "consenso",
    "dados pessoais", "persoonsgegevens", "toestemming", "personuppgifter", "samtycke", "danych osobowych",
    "クッキー", "個人情報", "個人資料", "个人", "同意", "接受全部",
)  # fmt: skip
_ASKED = re.compile(
    r"""(?ix) cookie | \bconsent\b | \bpersonal\ data\b | \byour\ privacy\b | \btracking\b
    | personenbezogene | einwilligung | datenschutzerklärung | données\ personnelles | consentement
    | datos\ personales | consentimiento | dati\ personali | consenso | dados\ pessoais | persoonsgegevens
    | toestemming | personuppgifter | samtycke | danych\ osobowych | クッキー | 個人情報 | 個人資料
    | 个人(信息|数据|資料) | 撤[銷销]同意 | 接受全部"""
)
_ADDRESSED = re.compile(
    r"""(?ix) \b(we|our|us|you|your|wir|unsere?[mnr]?|sie|ihre?[mnr]?|nous|nos|vous|votre|nosotros|usted|su
    |noi|nostri|tu[oae]|nós|nossos|seus?|wij|onze|jouw|je|uw|vi|våra?|dina?|nasi|twoj\w+)\b
    | 当社 | 弊社 | お使いの | します | 您 | 我[们們]"""
)
_LONGEST_HEADING = 300
_MOSTLY = 0.5
_PARTLY = 0.25
_LEAST_WEIGHT = 100
_MOST_WEIGHT = 8000


def is_consent_wall(shown: Shown, final_url: str, text: str, min_characters: int) -> bool:
    """`text` is what was extracted; less than `min_characters` of it is as good as none."""
    if has_consent_host(final_url):
        return True
    if shown.shows_headline:
        return False
    lines = text.split("\n") if weight_of(text) >= min_characters else shown.pieces
    if not _LEAST_WEIGHT <= sum(map(weight_of, lines)) <= _MOST_WEIGHT:
        return False
    return share_that_asks(lines) >= (_PARTLY if shown.is_headed(_HEADED) else _MOSTLY)


def is_headed_so(title: str) -> bool:
    """Whether a part of a title or heading is nothing but such words."""
    return len(title) <= _LONGEST_HEADING and any(map(_HEADED.fullmatch, parts_of_title(title)))


def has_consent_host(url: str) -> bool:
    """Whether it is where readers are sent to consent."""
    return _HOST.match(urlsplit(url).hostname or "") is not None


def share_that_asks(lines: Sequence[str]) -> float:
    """How much of the text asks its reader for consent."""
    asking = [line for line in _may_ask(lines) if _ASKED.search(line) and _ADDRESSED.search(line)]
    return sum(map(weight_of, asking)) / max(1, sum(map(weight_of, lines))) if asking else 0.0


def _may_ask(lines: Sequence[str]) -> list[str]:
    written = "\n".join(lines).lower()
    words = [word for word in _MUST_STAND if word in written]
    return [line for line in lines if any(word in line.lower() for word in words)] if words else []
