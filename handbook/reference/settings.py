"""Every key of `pipelines.toml` and every Scrapy setting of ours: what it takes, and its default."""

import json

from crawler import settings
from handbook.reference.kinds import kind_of
from handbook.reference.tables import code, table
from pipelines.config import Config

_HEAD = """# Settings, as the program knows them

Made of the code. What each is for stands in [Settings](../settings.md).

"""


def settings_page() -> str:
    return f"{_HEAD}## pipelines.toml\n\n{_keys()}## Scrapy\n\n{_scrapy()}"


def _keys() -> str:
    shared = Config.model_json_schema()["$defs"]
    rows = [
        (f"{name}.{key}", kind_of(schema, shared), json.dumps(schema["default"], ensure_ascii=False))
        for name, part in Config()
        for key, schema in shared[type(part).__name__]["properties"].items()
    ]
    return table(("key", "takes", "default"), ((code(key), takes, code(value)) for key, takes, value in rows))


def _scrapy() -> str:
    own = {name: value for name, value in vars(settings).items() if name.isupper()}
    plain = {name: value for name, value in own.items() if not isinstance(value, dict)}
    return table(
        ("setting", "type", "default"),
        ((code(name), type(value).__name__, code(repr(value))) for name, value in sorted(plain.items())),
    )
