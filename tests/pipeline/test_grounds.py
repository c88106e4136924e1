"""What was built ahead is taken where the files are those that it was built of, and nowhere else."""

import shutil
from pathlib import Path

import pytest

from pipelines import grounds
from pipelines.config import SeedsConfig
from pipelines.errors import ConfigurationError
from pipelines.grounds import build_ahead, grounds_of

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SeedsConfig:
    """A copy of ours, built ahead."""
    monkeypatch.setattr(grounds, "_ahead", None)
    for path in (*SEEDS.glob("0*.txt"), SEEDS / "entities.toml"):
        shutil.copy(path, tmp_path)
    config = SeedsConfig(folder=tmp_path, gazetteer=tmp_path / "entities.toml")
    build_ahead(config)
    return config


def test_it_is_taken_wherever_the_same_files_lie(seeds: SeedsConfig) -> None:
    ours = SeedsConfig(folder=SEEDS, gazetteer=SEEDS / "entities.toml")
    assert grounds_of(seeds) is grounds_of(seeds) is grounds_of(ours)


def test_another_gazetteer_is_read(seeds: SeedsConfig) -> None:
    before = grounds_of(seeds)
    with seeds.gazetteer.open("a") as file:
        file.write('\n[newcomer]\ntype = "ORG"\nname = "Newcomer Ltd"\naliases.en = ["Newcomer Ltd"]\n')
    assert set(grounds_of(seeds).gazetteer.entities) - set(before.gazetteer.entities) == {"newcomer"}


def test_another_seed_is_read(seeds: SeedsConfig) -> None:
    (seed, *_) = sorted(seeds.folder.glob("0*.txt"))
    seed.write_text("Nothing is left of what stood here\n")
    assert grounds_of(seeds).read[0][0].text.startswith("Nothing is left")


@pytest.mark.parametrize("lost", ["entities.toml", "0*.txt"])
def test_what_is_gone_is_a_mistake_as_ever(seeds: SeedsConfig, lost: str) -> None:
    for path in seeds.folder.glob(lost):
        path.unlink()
    with pytest.raises(ConfigurationError):
        grounds_of(seeds)
    with pytest.raises(ConfigurationError):
        build_ahead(seeds)
