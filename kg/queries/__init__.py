"""The queries that ship with the package: a file each, whose head says in comments what it answers and what it takes.

::

    # Requests and their answers                                        title
    # Permintaan dan jawabannya                                         title in Indonesian
    # group: dyads
    #
    # One row a request that one side makes of another and ...          explanation, any number of lines
    #
    # parameter asker (text): code of the side that asks                free where it is not given: all sides
    # parameter days (count, default 30): days within which ...
    # parameter id (event, required, example ev-...): ...

The query follows. Its line ``# parameters`` stands wherever the values are needed (they come as ``VALUES ?asker { "ARM" }``, and what is not
given is no restriction), ``# include side ?a ?actor`` stands for the pattern in ``_side.rq`` with these variables as its ``$1``, ``$2``, and the
last line is its ``LIMIT``, which is a parameter too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Final

from exports.terms import encode_id, make_iri, make_text, make_typed
from exports.vocabulary import PREFIXES, make_individual, make_plover
from schemas.codebook import load_codebook
from schemas.errors import QueryError
from schemas.identifiers import BASE_IRI
from schemas.relation import RelationType

_HEAD: Final = re.compile(r"# (.+)\n# (.+)\n# group: (.+)\n#\n((?:# .+\n)+)(?:#\n((?:# parameter .+\n)+))?((?s:.+))\nLIMIT ([0-9]+)\n")
_PARAMETER: Final = re.compile(r"# parameter (\w+) \((\w+)(?:, required, example (\S+)|, default (\S+))?\): (.+)\n")
_INCLUDE: Final = re.compile(r"^ *# include (\w+) (.+)\n", re.MULTILINE)
_PLACE_OF_PARAMETERS: Final = re.compile(r"^( *)# parameters\n", re.MULTILINE)
_LIMIT: Final = "limit"
_PROLOGUE: Final = """# Named queries

`kg query --list` lists them, `kg query --describe NAME` shows one with its SPARQL, and `kg query --graph DIR --name NAME -p KEY=VALUE` runs it.
A side is a state, an organisation or a group with those who speak and act for it, by its code (`ARM`, `UNO`, `PKK`); people of a state who do
not act for it are sides of their own (`AZE.CVL`, its civilians). Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; a month as the last day includes
the whole month.

This page is made from the heads of the files in `kg/queries`: `kg query --list --format markdown > docs/queries.md`.
"""


@dataclass(frozen=True)
class Parameter:
    """A value that a named query takes.

    ``kind``: text, count (a whole number from 1), number, date (YYYY, YYYY-MM or YYYY-MM-DD), type (of events, ASSAULT), relation (its type,
    allied_with) or event (its id). ``example``: of one that must be given, None for others. ``default``: None where it must be given, or restricts
    nothing as long as it is not.
    """

    name: str
    kind: str
    explanation: str
    default: str | None = None
    example: str | None = None

    @property
    def told_default(self) -> str:
        """What holds where the parameter is not given, in a word."""
        return "required" if self.example else self.default or "any"

    def make_term(self, value: str, *, base_iri: str = BASE_IRI) -> str:
        r"""The value as an RDF term, so that it can never become a part of the query; raises QueryError where it is not of the kind.

        >>> Parameter("actor", "text", "a side").make_term('" } #')
        '"\\" } #"'
        """
        make, pattern, expected = _KINDS[self.kind]
        if not re.fullmatch(pattern, value):
            raise QueryError(f"parameter {self.name} cannot be {value!r}; it is {expected}")
        return make(value, base_iri)


def _make_text(value: str, _: str) -> str:
    # kg.sparql looks for clauses with a brace in the plain text, and a value is no clause
    return make_text(value).replace("{", "\\u007B")


def _make_event(value: str, base_iri: str) -> str:
    return make_iri(f"{base_iri}event/{encode_id(re.split('[/:]', value)[-1])}")


def _list_types() -> list[str]:
    return sorted(event_type.name for event_type in load_codebook().types)


def _make_number(datatype: str) -> Callable[[str, str], str]:
    return lambda value, _: make_typed(value, PREFIXES["xsd"] + datatype)


# kind -> (term of a value and a base IRI, what the value looks like, the same in words)
_KINDS: Final[Mapping[str, tuple[Callable[[str, str], str], str, str]]] = {
    "text": (_make_text, "(?s:.*)", "any text"),
    "count": (_make_number("integer"), "[1-9][0-9]{0,8}", "a whole number from 1"),
    "number": (_make_number("decimal"), r"[+-]?[0-9]+(\.[0-9]+)?", "a number such as 39.8"),
    "date": (_make_text, "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", "a date: YYYY, YYYY-MM or YYYY-MM-DD"),
    "type": (lambda value, _: make_plover(value), "|".join(_list_types()), f"an event type: {', '.join(_list_types())}"),
    "relation": (lambda value, _: make_individual(value), "|".join(RelationType), f"a relation type: {', '.join(RelationType)}"),
    "event": (_make_event, r".*\bev-[^/:]+", "the id of an event: ev-..."),
}


@dataclass(frozen=True)
class NamedQuery:
    """A query that ships with the package.

    ``explanation``: sentences, on one line. ``limit``: rows that it gives unless another ``limit`` is asked for. ``body``: SPARQL with the
    places of its parameters still open, see :meth:`fill`.
    """

    name: str
    title: str
    title_id: str
    group: str
    explanation: str
    parameters: Mapping[str, Parameter]
    limit: int
    body: str = field(repr=False)

    @property
    def examples(self) -> dict[str, str]:
        """Values for the parameters that must be given, to show the query with: ``query.fill(query.examples)``."""
        return {parameter.name: parameter.example for parameter in self.parameters.values() if parameter.example}

    def fill(self, values: Mapping[str, str], *, base_iri: str = BASE_IRI) -> str:
        """The query with values put in; an empty value is as good as none.

        Raises QueryError for a parameter that it does not take or lacks, and for a value that is not of the parameter's kind.
        """
        if unknown := sorted(set(values) - set(self.parameters)):
            raise QueryError(f"query {self.name} takes no parameter {', '.join(unknown)}; it takes {', '.join(self.parameters)}")
        given = {name: values.get(name) or parameter.default for name, parameter in self.parameters.items()}
        if missing := [parameter for parameter in self.parameters.values() if parameter.example and not given[parameter.name]]:
            example = " ".join(f"-p {parameter.name}={parameter.example}" for parameter in missing)
            raise QueryError(f"query {self.name} needs more, for example {example} ({'; '.join(parameter.explanation for parameter in missing)})")
        terms = {name: self.parameters[name].make_term(value, base_iri=base_iri) for name, value in given.items() if value}
        del terms[_LIMIT]
        rows = [f"VALUES ?{name} {{ {term} }}" for name, term in terms.items()]
        body = _PLACE_OF_PARAMETERS.sub(lambda place: "".join(f"{place[1]}{row}\n" for row in rows), self.body)
        return f"{body}\nLIMIT {int(given[_LIMIT] or self.limit)}\n"


@lru_cache(maxsize=1)
def list_queries() -> tuple[NamedQuery, ...]:
    """The named queries, by group and name."""
    texts = {path.name.removesuffix(".rq"): path.read_text("utf-8") for path in (files("kg") / "queries").iterdir() if path.name.endswith(".rq")}
    found = (_read_query(name, _include(text, texts)) for name, text in texts.items() if not name.startswith("_"))
    return tuple(sorted(found, key=lambda query: (query.group, query.name)))


def get_query(name: str) -> NamedQuery:
    """The named query; raises QueryError that lists the names."""
    queries = {query.name: query for query in list_queries()}
    if name not in queries:
        raise QueryError(f"no query is called {name!r}; there are {', '.join(sorted(queries))}")
    return queries[name]


def make_document(queries: Iterable[NamedQuery]) -> str:
    """The queries as a page of Markdown, by group."""
    parts = [_PROLOGUE]
    for group, members in groupby(queries, key=lambda query: query.group):
        parts.append(f"## {group.capitalize()}\n")
        for query in members:
            given = "".join(f" -p {name}={value}" for name, value in query.examples.items())
            parts.append(f"### {query.name}\n\n**{query.title}** (*{query.title_id}*)\n\n{query.explanation}\n")
            parts.append(f"```shell\nkg query --name {query.name}{given}\n```\n")
            parts.append("| parameter | value | default | |\n| --- | --- | --- | --- |")
            parts += [f"| `{each.name}` | {each.kind} | {each.told_default} | {each.explanation} |" for each in query.parameters.values()]
            parts.append("")
    return "\n".join(parts)


def _include(text: str, texts: Mapping[str, str]) -> str:
    """The text with the patterns that it includes, and those that these include."""

    def expand(found: re.Match[str]) -> str:
        variables = found[2].split()
        pattern = re.sub(r"\$([0-9])", lambda place: variables[int(place[1]) - 1], texts[f"_{found[1]}"])
        return _include(pattern, texts)

    return _INCLUDE.sub(expand, text)


def _read_query(name: str, text: str) -> NamedQuery:
    head = _HEAD.fullmatch(text)
    if head is None:
        raise ValueError(f"the head of kg/queries/{name}.rq is not as kg.queries describes it")
    title, title_id, group, explanation, lines, body, limit = head.groups()
    parameters = {}
    for key, kind, example, default, told in _PARAMETER.findall(lines or ""):
        parameters[key] = Parameter(key, kind, told, default or None, example or None)
    parameters[_LIMIT] = Parameter(_LIMIT, "count", "most rows that it gives", limit)
    return NamedQuery(name, title, title_id, group, explanation.replace("\n# ", " ").removeprefix("# ").strip(), parameters, int(limit), body)
