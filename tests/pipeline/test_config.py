import os
from pathlib import Path

import pytest

from pipelines.config import Config, config_again, load_config
from pipelines.errors import ConfigurationError


def test_without_a_file_all_is_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config(environment={}) == Config()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "pipelines.toml"
    file.write_text('[archive]\nurl = "here"\n[crawl]\ncontact = "a@example.org"\n')
    assert load_config(file, {}).archive.url == "here"
    told = {"ARCHIVE_URL": "s3://bucket/there", "CORPUS_CONTACT": "b@example.org"}
    config = load_config(file, told)
    assert (config.archive.url, config.crawl.contact) == ("s3://bucket/there", "b@example.org")


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "pipelines.toml"
    file.parent.mkdir()
    file.write_text('[seeds]\nfolder = "../mine"\n')
    config = load_config(None, {"CORPUS_CONFIG": str(file)})
    assert config.seeds.folder == file.parent / "../mine"
    assert config.seeds.gazetteer == file.parent / "seeds/entities.toml"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[archve]\n", "archve"),
        ("[archive]\nurls = 'a'\n", "archive.urls"),
        ("[workers]\npage_deadline_s = 0\n", "workers.page_deadline_s"),
        ("[duplicates]\nreject_from = 1.5\n", "duplicates.reject_from"),
        ("[duplicates]\nreject_from = 0.4\nlink_from = 0.5\n", "link_from"),
        ("archive = 3\n", "archive"),
        ("[archive\n", "not valid TOML"),
        ("url = '\xff'\n", "url"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "pipelines.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told) as raised:
        load_config(file, {})
    assert str(file) in str(raised.value)


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_config(tmp_path / "absent.toml", {})
    (tmp_path / "latin.toml").write_bytes(b"url = '\xff'\n")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        load_config(tmp_path / "latin.toml", {})


def test_it_is_read_again_but_not_from_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, pipe = tmp_path / "pipelines.toml", tmp_path / "pipe"
    file.write_text('[crawl]\ncontact = "a@b.example"\n')
    os.mkfifo(pipe)
    monkeypatch.setenv("CORPUS_CONFIG", str(file))
    assert config_again() == load_config(file)
    monkeypatch.setenv("CORPUS_CONFIG", str(pipe))
    assert config_again() is None
