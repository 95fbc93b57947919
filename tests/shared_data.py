"""Where tests find large or foreign reference data that is no part of the project; a test that needs some skips where it is absent."""

import os
from pathlib import Path


def find_shared(relative: str) -> Path | None:
    """Find a file or folder in $CKG_SHARED, else in a folder ``shared`` beside the repository; None where neither has it."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folders = [Path(folder) for folder in (os.environ.get("CKG_SHARED"), beside) if folder]
    return next((folder / relative for folder in folders if (folder / relative).exists()), None)
