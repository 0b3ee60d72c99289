"""The corpus once more, straight at a server whose calls to the system are written down."""

import os
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from server.settings import DEFAULT_BASE
from tests.attack.exchange import Answer, exchange, wrong
from tests.attack.hostile import LISTENER, SECRET, Hostile
from tests.attack.siege import CORPUS, hostile
from tests.attack.verdicts import Verdict
from tests.serving.running import SECONDS, environment, free_port, wait_for

STRACE: Final = shutil.which("strace")
_CALLS: Final = "trace=connect,open,openat,execve"
#: What answering never does: call somebody, read what a request names, start a program of another.
_OUT: Final = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?.*")
_READ: Final = re.compile(r'open(?:at)?\(.*"[^"]*(?:geheim\.txt|/etc/passwd|/\.git/|/\.env)".*')
_RUN: Final = re.compile(r'execve\("(?!' + re.escape(sys.executable) + r'").*')
#: The server itself, before nginx has looked, may say these to what is no request.
_REFUSED: Final = frozenset({501, 503, 505})


def seen(folder: Path, limit: float) -> list[Verdict]:
    """Send the corpus to a server under strace; return what the system saw of it."""
    project, _, secret = hostile(folder)
    port, log = free_port(), folder / "calls"
    traced = [str(STRACE), "-f", "-qq", "-e", _CALLS, "-o", str(log)]
    process = subprocess.Popen(
        [*traced, sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
        env=environment(project.var, DEFAULT_BASE, PORT=str(port), GEMMA_QUERY_SECONDS=str(limit)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # strace passes no signal on
    )
    lures = {
        LISTENER.encode(): b"http://127.0.0.1:9/",
        SECRET.encode(): str(project.root / "geheim.txt").encode(),
    }

    def send(number: int, one: Hostile) -> Answer:
        sent = one.sent
        for stands, for_ in lures.items():
            sent = sent.replace(stands, for_)
        return exchange(port, f"127.5.{number // 250}.{number % 250 + 1}", sent)

    try:
        wait_for(port, process, SECONDS * 2)
        before = len(log.read_text(errors="replace"))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(send, range(len(CORPUS)), CORPUS))
        calls = log.read_text(errors="replace")[before:]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(SECONDS)
    faults = [
        f"{one.name}: {fault}"
        for one, answer in zip(CORPUS, answers, strict=True)
        for fault in wrong(one, answer, secret.encode())
        if not fault.startswith(("status", "leads"))
        or (answer.status >= 500 and answer.status not in _REFUSED)
    ]
    phase = "without nginx"
    return [
        Verdict(phase, what, str(len(found)) + "".join(f"; {one}" for one in found), "0", not found)
        for what, found in (
            ("wrong answers", faults),
            ("connections out", _OUT.findall(calls)),
            ("files read", _READ.findall(calls)),
            ("programs started", _RUN.findall(calls)),
        )
    ]
