"""What a page says of its language, as far as that means anything: `<html lang>` is often a default."""

import re

# ISO 639-1, and the few others that news are published in.
_NAMES = (
    "aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
    "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia "
    "id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mr ms mt my na nd ne ng nl no nr nv ny oc oj om or os pa pi pl ps pt "
    "qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn "
    "to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ckb haw hsb dsb nso pap prs sah "
    "bcl ceb"
)
_KNOWN = frozenset(_NAMES.split())
# Old codes, those of three letters, and the mistakes that pages make: a country for a language.
_RENAMED = {
    "iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "mo": "ro", "sh": "sr", "fil": "tl",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "dut": "nl", "rus": "ru", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko",
    "us": "en", "gb": "en", "jp": "ja", "cn": "zh", "tw": "zh-tw", "hk": "zh-hk", "cmn": "zh", "yue": "zh-hk",
}  # fmt: skip
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo", "cht"})
_SIMPLIFIED = frozenset({"hans", "chs"})
_SEPARATOR = re.compile(r"[-_]")


def claimed_language(declared: str | None) -> str:
    """`zh-Hans`, `zh-Hant`, a bare language subtag (`no` for both kinds of Norwegian), or "" for none."""
    stated = (declared or "").strip().lower()
    first, *rest = _SEPARATOR.split(stated)
    language, *region = _RENAMED.get(first, first).split("-")
    if language not in _KNOWN:
        return ""
    return _chinese({*region, *rest}) if language == "zh" else language


def _chinese(subtags: set[str]) -> str:
    """A script that is named says more than the region: `zh-Hans-HK` is simplified."""
    return "zh-Hant" if subtags & _TRADITIONAL and not subtags & _SIMPLIFIED else "zh-Hans"
