"""What the inputs of a command stand for: files, folders, globs, the standard input. One row of a table is one kind of source."""

import glob
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from kg.reading.documents import read_feed, read_html, read_text, read_unknown, read_warc
from kg.reading.drafts import Draft
from kg.reading.rows import read_csv, read_json, read_json_lines, read_parquet
from schemas.record import Failure

Reader: TypeAlias = Callable[[io.BufferedReader, str], Iterator[Draft | Failure]]

READERS: Final[Mapping[str, Reader]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
    ".warc": read_warc,
}
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A file to read, or the standard input where ``path`` is None; ``name`` is how messages and articles call it."""

    name: str
    path: Path | None
    reader: Reader
    is_gzip: bool = False


def find_sources(given: str | Path) -> Iterator[Source | Failure]:
    """The sources that one input stands for, in order of their names. A path that exists is that path, whatever signs it has in it."""
    name = str(given)
    if name == "-":
        yield Source(name="stdin", path=None, reader=read_unknown)
    elif _ADDRESS.match(name):
        yield Failure(where=name, what="is an address, and nothing is fetched; download it and give the file")
    elif os.path.lexists(name) or not glob.has_magic(name):
        yield from _find_in_path(Path(name))
    else:
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
        if not matches:
            yield Failure(where=name, what="no file has a name of this pattern")
        for match in matches:
            yield from _find_in_path(Path(match))


def _find_in_path(path: Path) -> Iterator[Source | Failure]:
    try:
        is_folder = path.is_dir()
        if not is_folder and not path.exists():
            what = "is a link to a file that does not exist" if path.is_symlink() else "there is no such file or folder"
            yield Failure(where=str(path), what=what)
            return
    except OSError as error:  # a name that is too long, a folder above without permission
        yield Failure(where=str(path), what=f"cannot be read: {error.strerror or error}")
        return
    if is_folder:
        yield from _find_in_folder(path)
    elif source := _make_source(path):
        yield source
    else:
        yield Failure(where=str(path), what=f"files ending in {path.suffix} are not read; those that are: {' '.join(READERS)}, and .gz of these")


def _make_source(path: Path) -> Source | None:
    is_gzip = path.suffix.lower() == ".gz"
    suffix = Path(path.stem if is_gzip else path.name).suffix.lower()
    reader = READERS.get(suffix) if suffix else read_unknown
    return Source(name=str(path), path=path, reader=reader, is_gzip=is_gzip) if reader else None


def _find_in_folder(folder: Path) -> Iterator[Source | Failure]:
    """All files below a folder that have a known ending, sorted; hidden ones are passed over, and so are other endings.

    Links to folders are followed, each folder once.
    """
    seen: set[tuple[int, int]] = set()
    folders = [folder]
    found = passed_over = 0
    while folders:
        current = folders.pop()
        try:
            status = current.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = sorted(path for path in current.iterdir() if not path.name.startswith("."))
            below = [path for path in entries if path.is_dir()]
        except OSError as error:
            found += 1
            yield Failure(where=str(current), what=f"the folder cannot be read: {error.strerror or error}")
            continue
        for path in entries:
            if path in below:
                continue
            source = _make_source(path) if path.suffix else None
            if source:
                found += 1
                yield source
            else:
                passed_over += 1
        folders += reversed(below)
    if not found:
        others = f" ({passed_over} other files)" if passed_over else ""
        yield Failure(where=str(folder), what=f"has nothing to read in it{others}; files are read that end in {' '.join(READERS)}, and .gz of these")
