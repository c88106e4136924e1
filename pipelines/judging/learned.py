"""The newest model that an archive holds."""

from pipelines.archive import Store, model_key, newest_model
from pipelines.errors import ArchiveDamaged, UnknownFormatVersion
from pipelines.judging.judge_model import JudgeModel


def newest_learned(store: Store) -> JudgeModel | None:
    """None where nothing was learned. Raises ArchiveDamaged, UnknownFormatVersion, StoreError."""
    number, plain = newest_model(store)
    return None if plain is None else read_learned(number, plain)


def read_learned(number: int, plain: bytes) -> JudgeModel:
    """The model of this number from its JSON. Raises ArchiveDamaged and UnknownFormatVersion."""
    key = model_key(number)
    try:
        model = JudgeModel.model_validate_json(plain)
    except ValueError as error:
        raise UnknownFormatVersion(
            f"{key} is of a later release, or no model; use that release, or delete the file"
        ) from error
    if model.number != number:
        raise ArchiveDamaged(f"{key} is model {model.number}; delete it")
    return model
