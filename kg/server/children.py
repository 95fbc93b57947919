"""Processes that the server starts: modules of its own, with its packages and without its secret."""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Final

_PACKAGES: Final = str(Path(__file__).parents[2])
_STREAM_BYTES: Final = 1 << 20  # of an answer that waits to be read


async def start_module(name: str, *arguments: str, is_heard: bool = False) -> asyncio.subprocess.Process:
    """``python -m name arguments``, spoken to by its standard input and output.

    It is in a session of its own: control-C is for the server, which ends its processes itself. The folder that the server runs in is not on its
    path, and the token is not in its environment. ``is_heard``: what it says on the standard error is said where the server says such things.
    """
    environment = {key: value for key, value in os.environ.items() if key != "KG_TOKEN"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [_PACKAGES, environment.get("PYTHONPATH")]))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", name, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=None if is_heard else asyncio.subprocess.DEVNULL,
        env=environment,
        limit=_STREAM_BYTES,
        start_new_session=True,
    )


def read_processor_seconds(pid: int) -> float:
    """Seconds of the processor that another process has had (Linux); raises OSError where it has ended."""
    return time.clock_gettime(~pid << 3 | 2)  # its clock: clock_getcpuclockid(3)
