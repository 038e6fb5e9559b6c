"""An answer goes where it is sent: whole, through links and devices, or with a sentence."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from percorso.cli.output import NotWritten, write_out

FULL = Path("/dev/full")


def test_a_link_is_followed_and_the_file_keeps_its_mode(tmp_path):
    target = tmp_path / "target.txt"
    target.touch(mode=0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write_out("map", link)
    assert link.is_symlink()
    assert target.read_text() == "map"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True)
    write_out("map", pipe)
    assert reader.communicate()[0] == "map"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_refuses_with_a_sentence_and_without_a_draft(tmp_path):
    with pytest.raises(NotWritten, match="could not be written"):
        write_out("map", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not FULL.is_char_device(), reason="this system has no device that is full")
def test_an_answer_that_cannot_be_printed_ends_with_a_sentence_and_5(tmp_path):
    with FULL.open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "percorso", "--version"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert run.returncode == 5
    assert run.stderr.startswith("percorso: The answer could not be printed")
    assert "Traceback" not in run.stderr


def test_bytes_are_written_as_they_are(tmp_path):
    write_out(b"\x89PNG\r\n", tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes() == b"\x89PNG\r\n"
