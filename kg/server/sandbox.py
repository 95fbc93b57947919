"""What a worker takes from itself before it reads its first query, the network, and memory beyond a limit; and what memory it gives back.

The check of a query refuses SERVICE; should a query ever get past it, the kernel still opens no socket for this process.
"""

import contextlib
import ctypes
import platform
import struct

# machine -> (its name in the kernel's audit interface, number of the system call socket)
_SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # instructions of a BPF filter
_OFFSET_OF_CALL, _OFFSET_OF_MACHINE = 0, 4  # in what the filter looks at
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # the second with EPERM
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def forbid_network() -> bool:
    """Let the kernel refuse every socket to this process from now on (Linux, seccomp); False where it cannot."""
    if platform.system() != "Linux" or platform.machine() not in _SOCKET_CALLS:
        return False
    machine, call = _SOCKET_CALLS[platform.machine()]
    steps = [
        (_LOAD, 0, 0, _OFFSET_OF_MACHINE),
        (_JUMP_IF_EQUAL, 0, 3, machine),  # a call in the manner of another machine is refused: it could not be recognised
        (_LOAD, 0, 0, _OFFSET_OF_CALL),
        (_JUMP_IF_EQUAL, 1, 0, call),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.cast(code, ctypes.c_void_p))
    library = ctypes.CDLL(None)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def limit_memory(megabytes: int) -> None:
    """Let the kernel refuse memory beyond the limit; a query that wants it costs this process its life, and no other's."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on Windows; ValueError where a lower limit holds already
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def return_memory() -> None:
    """Give what is free back to the system (glibc's allocator keeps most of what a large answer took, 150 MB after one of 100,000 rows)."""
    if _trim is not None:
        _trim(0)


_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if platform.system() == "Linux" else None
