"""Whether data are what they should be: RDF against the shapes, records against their model, the codebook against its rules.

A file that is wrong is not an error here, it is what was asked for: every fault becomes a finding that says where it is and what to do.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox
from pydantic import ValidationError

from exports.vocabulary import PREFIXES
from kg.reading.streams import open_stream
from kg.shacl import RDF_TYPE, Shapes
from schemas.codebook import read_codebook
from schemas.errors import CodebookError, InputError
from schemas.identifiers import ONTOLOGY_IRI
from schemas.ontology import SHAPES, load_terms, read_ontology
from schemas.record import Record

MAX_KEPT: Final = 10_000  # findings in a report; the others are counted
_MAX_SHOWN: Final = 200  # characters of a wrong value


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault: ``where`` (IRI of a node, "line 3", a file), the property or field, the value (None where one is missing), and what is wrong."""

    where: str
    property: str | None = None
    value: str | None = None
    message: str


@dataclass
class Report:
    """What was found: ``checked`` counts nodes, records or files; ``total`` all findings, of which the first :data:`MAX_KEPT` are kept."""

    checked: int = 0
    total: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return self.total == 0

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it among the first."""
        self.total += 1
        if len(self.findings) < MAX_KEPT:
            self.findings.append(finding)


def validate_file(path: Path) -> Report:
    """Check a file by its ending: RDF (.ttl .nt .nq .trig .rdf .jsonld), the output of ``kg extract`` (.jsonl), a file of a codebook (.toml).

    All may be packed (.gz). Raises InputError where there is no such file, or its ending says nothing.
    """
    if not path.is_file():
        raise InputError(f"no file {path}; name a file, or a graph with --graph")
    name = path.name.lower().removesuffix(".gz")
    ending = name.rpartition(".")[2]
    rdf = ox.RdfFormat.from_extension(ending)
    if ending == "toml":
        return _validate_codebook(path.parent)
    if ending not in ("jsonl", "ndjson") and rdf is None:
        raise InputError(f"cannot tell what {path} is; name a file that ends in .ttl .nt .nq .trig .rdf .jsonld (RDF), .jsonl (kg extract) or .toml")
    try:
        with open_stream(path, None, is_gzip=path.suffix.lower() == ".gz") as stream:
            return _validate_records(stream) if rdf is None else _validate_rdf(stream, rdf, path.name)
    except (OSError, EOFError) as error:
        raise InputError(f"cannot read {path}: {error}") from error


def validate_store(store: ox.Store) -> Report:
    """Check RDF against the shapes, and the names of this ontology that it uses against the ontology."""
    report = Report()
    run = Shapes(read_ontology(SHAPES)).validate(store)
    for wrong in run:
        path = None if wrong.path is None else wrong.path.value
        report.add(Finding(where=_show(wrong.node), property=path, value=None if wrong.value is None else _show(wrong.value), message=wrong.message))
    report.checked = run.count
    for finding in _find_unknown(store):
        report.add(finding)
    if not report.checked:
        message = "nothing in it is an event, a relation, a mention, an actor, a place or an article of the ontology; was it exported by kg?"
        report.add(Finding(where="(all)", message=message))
    return report


def _validate_rdf(stream: IO[bytes], format: ox.RdfFormat, name: str) -> Report:
    store = ox.Store()
    try:
        store.bulk_load(stream, format)
    except SyntaxError as error:
        report = Report()
        where = name if error.lineno is None else f"{name} line {error.lineno}"
        report.add(Finding(where=where, message=f"not {format.name}: {error.msg}"))
        return report
    except ValueError as error:
        raise InputError(f"cannot read {name}: {error}") from error
    return validate_store(store)


def _find_unknown(store: ox.Store) -> Iterator[Finding]:
    """Properties and classes in the ontology's namespace that the ontology does not have: mistyped ones pass all shapes."""
    terms = [(name.removeprefix("ckg:"), term.kind) for name, term in load_terms().items() if term.is_own]
    classes = {name for name, kind in terms if kind == "class"}
    properties = {name for name, kind in terms if kind in ("property", "relation")}
    for query, is_class in (("SELECT DISTINCT ?name { ?s ?name ?o }", False), ("SELECT DISTINCT ?name { ?s a ?name }", True)):
        found: Any = store.query(query, use_default_graph_as_union=True)
        for name in sorted((row["name"] for row in found if row["name"].value.startswith(ONTOLOGY_IRI)), key=str):
            local, known, what = name.value.removeprefix(ONTOLOGY_IRI), classes if is_class else properties, "class" if is_class else "property"
            if local in known:
                continue
            pattern = (None, RDF_TYPE, name, None) if is_class else (None, name, None, None)
            node = min((quad.subject for quad in store.quads_for_pattern(*pattern)), key=str)
            near = difflib.get_close_matches(local, sorted(known), n=1)
            hint = f"did you mean ckg:{near[0]}?" if near else "the terms are in docs/ontology.md"
            yield Finding(where=_show(node), property=name.value, message=f"the ontology has no {what} ckg:{local}; {hint}")


def _validate_records(stream: IO[bytes]) -> Report:
    report = Report()
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        report.checked += 1
        try:
            Record.model_validate_json(line)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                place = ".".join(map(str, fault["loc"])) or None
                missing = fault["type"] in ("missing", "json_invalid")
                report.add(
                    Finding(where=f"line {number}", property=place, value=None if missing else _cut(repr(fault["input"])), message=fault["msg"])
                )
    if not report.checked:
        report.add(Finding(where="(all)", message="the file is empty; kg extract writes a line for each article"))
    return report


def _validate_codebook(folder: Path) -> Report:
    report = Report(checked=1)
    try:
        read_codebook(folder)
    except CodebookError as error:
        report.add(Finding(where=str(folder), message=str(error)))
    return report


def _show(term: Any) -> str:
    return _cut(term.value if isinstance(term, ox.NamedNode) else str(term))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def shorten_iri(iri: str) -> str:
    """An IRI as people write it: with a prefix of the project where it has one.

    >>> shorten_iri("http://semanticweb.cs.vu.nl/2009/11/sem/hasPlace")
    'sem:hasPlace'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
