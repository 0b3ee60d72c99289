"""Worker: evaluates queries in a process of its own, which may be killed at any moment.

Run as `python -m server.engines.worker BASE SECONDS apart|mixed FILE.nq...`, it is the nursery: it
loads the store once and forks a worker for every channel that it is handed, so that workers share
the store's memory and a new one is there in milliseconds. What a worker may still do says the
module `server.engines.confine`. Control of the nursery comes over its standard input (a socket): a
`fork` with a channel gives a process id, a `reap` with a process id gives how that process ended, a
`leave` says that it was killed.
"""

import contextlib
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from typing import Final, NoReturn

from server.engines import confine, frames, loans, messages
from server.engines.evaluating import Held, evaluate, load
from server.errors import EngineError, GemmaError
from server.sparql.engine import Query

#: The descriptors of a worker, beside output and errors: the channel, and a client that it is lent.
_CHANNEL: Final = 0
_CLIENT: Final = 3
#: More than the nursery has.
_DESCRIPTORS: Final = 32


def _work(held: Held, channel: socket.socket, base: str, seconds: float) -> None:
    """Answer queries from a channel until it closes."""
    while True:
        head, body, client = frames.receive_with(channel)
        if client is not None:
            loans.serve(held, messages.terms(head), client, channel, base)
        else:
            query = messages.query(head, body)
            confine.limit_processor(seconds)
            frames.send(channel.fileno(), *_answered(held, query, base))


def _answered(held: Held, query: Query, base: str) -> tuple[bytes, bytes]:
    """Return the message of an answer, or of the error that there is instead."""
    started = time.process_time()
    try:
        found = evaluate(held, query, base)
    except GemmaError as error:
        return messages.failure(error, time.process_time() - started)
    except MemoryError:
        os.abort()  # as the engine does itself when it gets no memory
    except Exception as error:
        kind = type(error).__name__
        said = (
            f"De zoekmachine kan deze vraag niet uitvoeren ({kind})",
            f"The engine cannot carry out this query ({kind})",
        )
        return messages.failure(EngineError(said), time.process_time() - started)
    return messages.answer(found, time.process_time() - started)


def _hush() -> None:
    """Send what a dying engine prints (traces of its memory) nowhere; its end tells enough."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _nursery(files: Sequence[str], base: str, seconds: float, *, apart: bool) -> None:
    """Load, say so, then fork and reap on request until the control socket closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a stop of the server closes the socket
    control = socket.socket(fileno=os.dup(0))
    held = load(files, apart=apart)
    lends = confine.kernel_filters()
    if not lends:
        print(
            "gemma: this kernel takes no filter of system calls: a worker can open no file and no "
            "connection, but is not kept from starting a program",
            file=sys.stderr,
        )
    gc.freeze()  # keeps the collector from touching, and so copying, shared pages
    control.sendall(b"ready to lend\n" if lends else b"ready\n")
    children: set[int] = set()
    left: set[int] = set()
    while True:
        # One that calls waits for the reply, unless it leaves a worker to us.
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            break
        for command, _, argument in (line.partition(" ") for line in message.decode().split("\n")):
            if command == "fork":
                pid = os.fork()
                if pid == 0:
                    control.close()
                    _live(held, descriptors[0], base, seconds, lends=lends)
                os.close(descriptors[0])
                children.add(pid)
                control.sendall(f"{pid}\n".encode())
            elif command == "reap":
                _, status = os.waitpid(int(argument), 0)
                children.discard(int(argument))
                control.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            elif command == "leave":
                left.add(int(argument))
        gone = {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0]}
        children -= gone
        left -= gone
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)  # who closes the engine finds nothing left of it


def _live(held: Held, channel: int, base: str, seconds: float, *, lends: bool) -> NoReturn:
    """Be a worker, until the channel closes."""
    os.dup2(channel, _CHANNEL)
    _hush()
    os.closerange(_CLIENT, _DESCRIPTORS)
    gc.disable()  # a worker does not live so long that looking for what it left is worth its while
    os.nice(confine.NICE_QUICK)
    # Room for one client. What is no client is kept out by the filter, so without it there is none.
    confine.confine(_CLIENT + 1 if lends else 0)
    with contextlib.suppress(EOFError, OSError):
        _work(held, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, _CHANNEL), base, seconds)
    os._exit(0)


if __name__ == "__main__":
    _nursery(sys.argv[4:], sys.argv[1], float(sys.argv[2]), apart=sys.argv[3] == "apart")
