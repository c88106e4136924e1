"""The words that any text of a language consists of, by jusText's lists: some hundred of each."""

from functools import cache

from justext import get_stoplist, get_stoplists

_NAMES = {
    "af": "Afrikaans", "az": "Azerbaijani", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "kk": "Kazakh", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ms": "Malay", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese",
}  # fmt: skip


@cache
def stop_words(language: str) -> frozenset[str]:
    """In lower case; `language` is a BCP 47 tag. Empty where there is no list."""
    name = _NAMES.get(language.partition("-")[0])
    listed = get_stoplist(name) if name in get_stoplists() else frozenset[str]()
    return frozenset(word.lower() for word in listed)
