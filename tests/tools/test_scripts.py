"""The shell scripts: runnable, readable by bash, and tied to one place on no machine."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [
    "tools/apt-install",
    "tools/check",
    "tools/demo",
    "tools/kill-test",
    "tools/overload",
    "tools/set-up",
    "tools/test",
    ".ci/run",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_executable_and_bash_can_read_it(script):
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["bash", "-n", ROOT / script], check=False).returncode == 0


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_stops_at_its_first_error_and_at_an_unset_name(script):
    assert "\nset -euo pipefail\n" in (ROOT / script).read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_names_no_registry_and_no_folder_of_a_machine(script):
    text = (ROOT / script).read_text(encoding="utf-8")
    assert not re.search(r"index-url|find-links|https?://|(?<![\w.$}])/(work|home|root|opt)/", text)


def commands_of_readme() -> set[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^(\./tools/\S+)", readme, re.MULTILINE))


def test_the_build_server_runs_the_test_command_of_the_readme():
    last_line = (ROOT / ".ci/run").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last_line in commands_of_readme()


def test_every_command_of_the_readme_exists():
    assert commands_of_readme() >= {"./tools/demo", "./tools/test"}
    assert all((ROOT / command).is_file() for command in commands_of_readme())


def fake_machine(folder: Path, **programs: str) -> dict[str, str]:
    """An environment whose only programs are these one-line scripts and bash itself."""
    for name, line in {"id": "echo 1000", **programs}.items():
        (folder / name).write_text(f"#!/bin/bash\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    (folder / "env").symlink_to("/usr/bin/env")
    (folder / "bash").symlink_to("/bin/bash")
    return {"PATH": str(folder)}


def apt_install(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "tools/apt-install", "chromium"]
    return subprocess.run(command, env=environment, check=False, text=True, capture_output=True)


def test_without_rights_it_says_what_to_install(tmp_path):
    ended = apt_install(fake_machine(tmp_path, **{"apt-get": "exit 0", "sudo": "exit 1"}))
    assert ended.returncode == 1
    assert "sudo apt-get install chromium" in ended.stderr


def test_without_apt_it_says_what_to_install(tmp_path):
    ended = apt_install(fake_machine(tmp_path, sudo='"$@"'))
    assert (ended.returncode, "chromium" in ended.stderr) == (1, True)


def test_with_sudo_it_installs_even_when_the_lists_cannot_be_read(tmp_path):
    log = tmp_path / "log"
    programs = {
        "sudo": 'shift; "$@"',
        "apt-get": f'echo "$@" >> {log}; [ "$1" = install ]',
        "true": "exit 0",
    }
    assert apt_install(fake_machine(tmp_path, **programs)).returncode == 0
    assert "--no-install-recommends chromium" in log.read_text(encoding="utf-8")


def test_as_root_it_needs_no_sudo(tmp_path):
    assert apt_install(fake_machine(tmp_path, id="echo 0", **{"apt-get": "exit 0"})).returncode == 0
