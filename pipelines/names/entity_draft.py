"""A name as a table for `seeds/entities.toml`, for a person to complete."""

import json
import re
import unicodedata

NO_ID = "name-it"


def draft(name: str) -> str:
    """TOML that the gazetteer accepts as it stands; the type is a guess, and so is that the name is plain."""
    identifier = entity_id(name)
    group = "zh" if any(character >= "\u2e80" for character in name) else "en"
    key = f"{group} = [{quoted(name)}]"
    return f'[{identifier}]\ntype = "ORG"\nname = {quoted(name)}\n\n[{identifier}.aliases]\n{key}\n'


def entity_id(name: str) -> str:
    """Lower case, digits and hyphens; `name-it` where no letter of the name is Latin."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or NO_ID


def quoted(text: str) -> str:
    """A basic string of TOML: JSON escapes alike, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
