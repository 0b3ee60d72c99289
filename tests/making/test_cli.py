"""The command tells what it can do, and every refusal is one line with its own exit code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.cli import COMMANDS, EXIT_CODES
from server.settings import VARIABLES
from tests.making.conftest import CHECKOUT, TINY, Gemma, Project


@pytest.mark.parametrize("command", [(), ("build",), ("check",)])
def test_help_says_everything(project: Project, command: tuple[str, ...]) -> None:
    done = project.run(*command, "--help")
    assert done.returncode == 0
    for name, (default, meaning) in VARIABLES.items():
        assert name in done.stdout and meaning in done.stdout and default in done.stdout
    for _, code, meaning in EXIT_CODES:
        assert str(code) in done.stdout and meaning in done.stdout
    if not command:
        for name, (_, summary) in COMMANDS.items():
            assert name in done.stdout and summary in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_top_help_does_not_load_the_libraries(project: Project) -> None:
    code = (
        "import sys\nfrom scripts.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "assert not {'rdflib', 'pyshacl', 'flask'} & set(sys.modules), sys.modules\n"
    )
    environment = project.environment()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)


@pytest.mark.parametrize("args", [(), ("bild",), ("build", "--losst"), ("check", "x")])
def test_wrong_usage(project: Project, args: tuple[str, ...]) -> None:
    done = project.run(*args)
    assert done.returncode == 2
    assert "usage: gemma" in done.stderr and "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(project: Project) -> None:
    done = project.run("build", GEMMA_BASE="ftp://x")
    assert done.returncode == 2
    assert done.stderr.startswith("gemma: GEMMA_BASE is 'ftp://x'")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_stops_is_no_failure(project: Project) -> None:
    for number in range(300):
        project.append(
            "data/landschap/fout.ttl", f"<id/element/x{number}> a <def#Elment{number}> .\n"
        )
    process = project.start("check")
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() in (0, 1)


def test_the_module_itself_in_a_copied_checkout(tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    shutil.copytree(TINY, root)
    for package in ("scripts", "server"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / package, root / package, ignore=ignore)
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("GEMMA_", "PYTHONPATH"))
    }
    command = [sys.executable, "-m", "scripts.cli"]
    for args in (["build"], ["check"]):
        done = subprocess.run(
            [*command, *args],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (root / "var/current/manifest.json").is_file()


def test_interrupt_is_one_line(
    project: Project, gemma: Gemma, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scripts.build.prepare", interrupted)
    code, out, err = gemma("build")
    assert (code, out, err) == (130, "", "gemma: interrupted (Ctrl-C)\n")
