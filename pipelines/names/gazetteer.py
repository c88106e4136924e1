"""`seeds/entities.toml` as one value: whom and what the seeds speak of, and under which names."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipelines.errors import ConfigurationError

EntityType = Literal["ORG", "PRODUCT", "PERSON", "MEDIA", "CONCEPT", "EVENT", "PLACE"]
AliasGroup = Literal["en", "abbrev", "zh", "calque", "ticker", "handle", "other"]
Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ambiguous(_Table):
    """Aliases that mean other things too, and what decides.

    Counted where at least `needs` of the `context` words are near, more of them than of those `against`,
    and nothing in `veto` overlaps it. Without `context`, counted unless something speaks against it.
    """

    aliases: Annotated[tuple[Text, ...], Field(min_length=1)]
    context: tuple[Text, ...] = ()
    needs: Annotated[int, Field(ge=1)] = 1
    against: tuple[Text, ...] = ()
    veto: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _guards_something(self) -> "Ambiguous":
        if not self.context and not self.against and not self.veto:
            raise ValueError(
                "neither `context` nor `against` nor `veto`; give one, or move the aliases to `aliases`"
            )
        if self.needs > max(1, len(self.context)):
            raise ValueError(
                f"`needs` {self.needs} of {len(self.context)} words of `context`; lower it, or add words"
            )
        return self


class Entity(_Table):
    """One entity. `common`: in the news about everything, so no sign by itself that a page is related."""

    type: EntityType
    name: Text
    name_zh: Text | None = None
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9]\d*$")] | None = None
    parent: str | None = None
    common: bool = False
    aliases: Mapping[AliasGroup, tuple[Text, ...]] = {}
    ambiguous: tuple[Ambiguous, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Every alias once, those that need no context first."""
        groups = (*self.aliases.values(), *(group.aliases for group in self.ambiguous))
        return tuple(dict.fromkeys(name for group in groups for name in group))

    @model_validator(mode="after")
    def _can_be_found(self) -> "Entity":
        if not any(self.aliases.values()) and not self.ambiguous:
            raise ValueError("no alias, so nothing finds it; give it `aliases` or `ambiguous`")
        return self


class Gazetteer(_Table):
    """All entities by id, in the order of the file; `digest` is the first 8 hex digits of its SHA-256."""

    entities: Mapping[str, Entity]
    digest: str

    @model_validator(mode="after")
    def _parents_lead_up(self) -> "Gazetteer":
        for entity_id in self.entities:
            self.line_of(entity_id)
        return self

    @model_validator(mode="after")
    def _plain_names_mean_one(self) -> "Gazetteer":
        owners: dict[str, str] = {}
        for entity_id, alias in self._aliases(ambiguous=False):
            if owners.setdefault(_key(alias), entity_id) != entity_id:
                raise ValueError(_twice(entity_id, alias, owners[_key(alias)]))
        for entity_id, alias in self._aliases(ambiguous=True):
            owner = owners.get(_key(alias)) or owners.get(_key(alias).lower())
            if owner is not None:
                raise ValueError(_twice(entity_id, alias, owner))
        return self

    def _aliases(self, ambiguous: bool) -> Iterator[tuple[str, str]]:
        for entity_id, entity in self.entities.items():
            plain = entity.aliases.values()
            groups = (group.aliases for group in entity.ambiguous) if ambiguous else plain
            yield from ((entity_id, alias) for aliases in groups for alias in aliases)

    def line_of(self, entity_id: str) -> tuple[str, ...]:
        """The entity, its parent, and so on up. Raises ValueError for an unknown parent or a circle."""
        line = [entity_id]
        while (parent := self.entities[line[-1]].parent) is not None:
            if parent not in self.entities:
                raise ValueError(f"entity `{line[-1]}`: no entity `{parent}`; correct the key `parent`")
            if parent in line:
                raise ValueError(f"entity `{line[-1]}`: `parent` leads back to `{parent}`; break the circle")
            line.append(parent)
        return tuple(line)


def load_gazetteer(path: Path) -> Gazetteer:
    """Raises ConfigurationError naming file, entity and key, and what to do."""
    content = _read(path)
    try:
        entities = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}; mend that line") from error
    if not entities:
        raise ConfigurationError(f"{path}: names no entity; give a table with type, name, aliases")
    try:
        return Gazetteer.model_validate(
            {"entities": entities, "digest": hashlib.sha256(content).hexdigest()[:8]}
        )
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {_first_fault(error)}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = "set `gazetteer` under [seeds] to the file"
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error


def _key(alias: str) -> str:
    return alias.replace("-", " ")


def _twice(entity_id: str, alias: str, owner: str) -> str:
    place = f"entity `{entity_id}`: `{alias}` is an alias of `{owner}` without any condition"
    return f"{place}; take one away, or make both `ambiguous`"


def _first_fault(error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    # A misspelt key is also a missing one; the spelling is what the reader can mend.
    fault: Mapping[str, Any] = min(faults, key=lambda fault: fault["type"] != "extra_forbidden")
    message = str(fault["msg"]).removeprefix("Value error, ")
    if len(fault["loc"]) < 2:
        return message
    _, entity_id, *keys = [str(part) for part in fault["loc"] if part != "[key]"]
    key = ".".join(keys)
    if fault["type"] in {"extra_forbidden", "literal_error"} and "aliases" in keys[:1]:
        groups = ", ".join(get_args(AliasGroup))
        return f"entity `{entity_id}`: unknown key `{key}`; groups are {groups}"
    if fault["type"] == "extra_forbidden":
        known = Ambiguous.model_fields if "ambiguous" in keys[:1] else Entity.model_fields
        return f"entity `{entity_id}`: unknown key `{key}`; known are {', '.join(known)}"
    where = f"entity `{entity_id}`, key `{key}`" if key else f"entity `{entity_id}`"
    return f"{where}: {message}"
