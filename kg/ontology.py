"""Make the ontology's files again, after a change of the codebook, the records, the graph contract or the vocabulary: ``python -m kg.ontology``."""

from pathlib import Path

from exports.ontology import make_files
from kg.version import __version__


def write_files(root: Path) -> None:
    """Write the files into a checkout of the project."""
    for name, text in make_files(__version__).items():
        (root / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_files(Path(__file__).parents[1])
