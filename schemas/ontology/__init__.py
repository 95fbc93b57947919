"""The ontology: words for every term that the RDF exports use, and the files that are made from them.

``terms.toml`` (this project's own terms) and ``outside.toml`` (those of other vocabularies) are written by hand; ``conflict.ttl``,
``plover.ttl``, ``shapes.ttl``, ``context.jsonld`` and ``record.schema.json`` are made from them, the codebook, the records and the graph contract by
``python -m kg.ontology``, which also writes ``docs/ontology.md``.
"""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from pydantic import Field, TypeAdapter, ValidationError

from schemas.codebook import Term, load_codebook
from schemas.codebook.phrasing import Reference
from schemas.errors import CodebookError

__all__ = ["SHAPES", "OntologyTerm", "load_terms", "read_ontology", "read_terms"]

SHAPES: Final = "shapes.ttl"


class OntologyTerm(Term):
    """A class, property or individual; ``name`` is prefixed ("ckg:actor", "sem:Event").

    ``kind``: "class", "property", "relation" (a relation type: a property that is an individual too), or the class of an individual.
    ``above``: of what it is a subclass or subproperty. ``domain``, ``range``: only where the tables of the exports do not give them.
    ``values``, ``pattern``, ``minimum``, ``maximum``: what a literal may be. ``at_most``: a property of the same subject that is never smaller.
    """

    kind: str
    above: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    at_most: str | None = Field(default=None, pattern=r"^\w+:\w+$")

    @property
    def is_own(self) -> bool:
        """Whether this ontology defines it."""
        return self.name.startswith("ckg:")


@functools.cache
def load_terms() -> Mapping[str, OntologyTerm]:
    """Terms that come with the package by prefixed name, own ones first, each group in the order of its file; read once."""
    return read_terms(files("schemas") / "ontology")


def read_terms(folder: Traversable) -> Mapping[str, OntologyTerm]:
    """Read the terms in a folder; raises CodebookError naming file and field where one has a fault."""
    terms: dict[str, OntologyTerm] = {}
    reference = Reference(grammars=load_codebook().grammars)
    for file, prefix in (("terms.toml", "ckg:"), ("outside.toml", "")):
        try:
            data = tomllib.loads((folder / file).read_text("utf-8"))
            named = {prefix + name: {"name": prefix + name, **table} for name, table in data.items()}
            terms |= TypeAdapter(dict[str, OntologyTerm]).validate_python(named, context=reference)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
            raise CodebookError(f"ontology file {file} cannot be read: {error}; mend it or install the package again") from error
        except ValidationError as error:
            faults = "; ".join(f"field {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
            raise CodebookError(f"ontology file {file}, {faults}; mend the file") from error
    return terms


def read_ontology(name: str) -> str:
    """Text of one of the files that are made, such as :data:`SHAPES`."""
    return (files("schemas") / "ontology" / name).read_text("utf-8")
