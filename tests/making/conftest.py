"""A tiny project of its own for each test: real sources, real processes, a folder for releases."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.build import build
from scripts.cli import main
from server.release import Release, open_current
from server.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
TINY = Path(__file__).parent / "tiny"

#: What a process runs: the command over another checkout than that of the code.
RUNNER = (
    "import sys; from pathlib import Path; from scripts.cli import main; "
    "sys.exit(main(sys.argv[2:], Path(sys.argv[1])))"
)


@dataclass(frozen=True)
class Project:
    """A checkout of sources with its own folder of releases."""

    root: Path
    var: Path

    @property
    def settings(self) -> Settings:
        return Settings(var=self.var)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GEMMA_")}
        return {**kept, "PYTHONPATH": str(CHECKOUT), "GEMMA_VAR": str(self.var), **more}

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-c", RUNNER, str(self.root), *args]

    def start(self, *args: str, **more: str) -> subprocess.Popen[str]:
        """Start `gemma` as a process of its own."""
        return subprocess.Popen(
            self.command(*args),
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `gemma` as a process of its own, to its end."""
        return subprocess.run(
            self.command(*args),
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )

    def build(self) -> Release:
        """Build in this process; raises what the build raises."""
        return build(self.root, self.settings)[0]

    def current(self) -> str:
        """What the link says, or nothing."""
        link = self.var / "current"
        return str(link.readlink()) if link.is_symlink() else ""

    def verified(self) -> str:
        """The name of the release in use, every file of it held against the manifest."""
        return open_current(self.var).id

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a source, which must be there."""
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        """Add text at the end of a source, which may be new."""
        with (self.root / name).open("a", encoding="utf-8") as stream:
            stream.write(text)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the tiny project, in a path with a space and an accent."""
    root = tmp_path / "mijn projéct"
    shutil.copytree(TINY, root)
    return Project(root, tmp_path / "var met spatie")


Gemma = Callable[..., tuple[int, str, str]]


@pytest.fixture
def gemma(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Gemma:
    """The command in this process: exit code, standard output, standard error."""
    monkeypatch.setenv("GEMMA_VAR", str(project.var))

    def run(*args: str) -> tuple[int, str, str]:
        code = main(args, project.root)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run
