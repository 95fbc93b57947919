"""Who does what to whom as plain statements between two, in RDF 1.2: each reified by the mentions that say so.

``actor:AZE plover:ASSAULT actor:ARM ~ mention:m-1`` is stated only where the event is asserted (a relation: and not known to have ended). What
is denied, alleged, planned or disputed is quoted and not stated: ``<< actor:TUR plover:AID actor:AZE ~ mention:m-2 >>``. The reifiers are the
mentions of the other RDF formats, with the same IRIs: loaded beside them, a query goes from the statement to the sentence. The predicate of an
event is the concept of its type, that of a relation is named as its type (``ckg:backs``). Turtle 1.2, which Oxigraph reads; rdflib does not yet.
"""

from collections.abc import Iterator
from itertools import combinations, product
from typing import BinaryIO, Final

import networkx as nx

from exports.output import write_pieces
from exports.projection import is_mutual
from exports.rdf import Pair, Triple, format_block, generate_prologue, list_prefixes, make_shortener
from exports.reading import GraphReader
from exports.terms import check_iri, encode_id, make_decimal, make_text
from exports.vocabulary import SYMMETRIC, expand, make_individual, make_plover
from schemas.errors import ExportError
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI
from schemas.judgement import Factuality

_FACTUALITY, _ATTRIBUTED, _CONFIDENCE = expand("ckg:factuality"), expand("ckg:attributedTo"), expand("ckg:confidence")
_DERIVED: Final = expand("prov:wasDerivedFrom")


def write_reifiers(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write Turtle 1.2: for each event and relation its statements, then who says so in which article and how sure it is."""
    write_pieces(stream, _generate_document(_Statements(graph, check_iri(base_iri)), base_iri))


class _Statements:
    """What a graph states of two: by events, from actors to recipients or between actors; by relations, from subject to object."""

    def __init__(self, graph: nx.MultiDiGraph, base_iri: str) -> None:
        self._reader = GraphReader(graph)
        self._base_iri = base_iri

    def list_sources(self) -> list[str]:
        """Ids of events and relations, sorted."""
        return [*self._reader.list_nodes(NodeKind.EVENT), *self._reader.list_nodes(NodeKind.RELATION)]

    def is_stated(self, source: str) -> bool:
        """Whether an event or a relation is true as far as is known, and not only said to be."""
        found = self._reader.get_attributes(source, "factuality")
        return found["factuality"] == Factuality.ASSERTED and "valid_until" not in found

    def list_statements(self, source: str) -> list[Triple]:
        """Statements that an event or a relation makes, none where one side is not named."""
        if self._reader.nodes[source]["kind"] == NodeKind.RELATION:
            return self._list_relation(source)
        event = self._reader.get_attributes(source, "event_type")
        predicate = make_plover(event["event_type"])
        actors, recipients = (self._reader.list_targets(source, kind) for kind in (EdgeKind.ACTOR, EdgeKind.RECIPIENT))
        mutual = not recipients and is_mutual(event["event_type"], event.get("mode"))
        pairs = combinations(actors, 2) if mutual else product(actors, recipients)
        return [(self._name(one), predicate, self._name(other)) for one, other in pairs if one != other]

    def _list_relation(self, relation: str) -> list[Triple]:
        found = self._reader.get_attributes(relation, "relation_type")
        predicate = make_individual(found["relation_type"])
        subjects, objects = ([self._name(end) for end in self._reader.list_targets(relation, kind)] for kind in (EdgeKind.SUBJECT, EdgeKind.OBJECT))
        values = [*objects, make_text(found["office"])] if "office" in found else objects
        back = product(objects, subjects) if found["relation_type"] in SYMMETRIC else ()
        return [(one, predicate, other) for one, other in (*product(subjects, values), *back)]

    def list_mentions(self, source: str) -> list[tuple[str, list[Pair]]]:
        """Mentions of an event or a relation, each with what it says of how sure it is."""
        return [(self._name(mention), self._describe(mention)) for mention in self._reader.list_targets(source, EdgeKind.DENOTED_BY)]

    def _describe(self, mention: str) -> list[Pair]:
        found = self._reader.get_attributes(mention, "factuality", "confidence")
        speakers = self._reader.list_targets(mention, EdgeKind.ATTRIBUTED_TO)
        article = self._reader.find_article(mention)
        return [
            (_FACTUALITY, make_individual(found["factuality"])),
            *((_ATTRIBUTED, self._name(speaker)) for speaker in speakers),
            (_CONFIDENCE, make_decimal(found["confidence"])),
            *([(_DERIVED, self._name(article))] if article else []),
        ]

    def _name(self, node: str) -> str:
        return f"<{self._base_iri}{encode_id(node)}>"


def _generate_document(statements: _Statements, base_iri: str) -> Iterator[str]:
    prefixes = list_prefixes(base_iri)
    yield 'VERSION "1.2"\n'
    yield from generate_prologue(prefixes)
    shorten = make_shortener(prefixes)
    for source in statements.list_sources():
        try:
            found, mentions = statements.list_statements(source), statements.list_mentions(source)
        except (TypeError, ValueError, AttributeError) as error:
            raise ExportError(f"cannot write {source!r} as RDF, it breaks the contract of schemas.graph: {error!r}") from error
        names = [shorten(mention) for mention, _ in mentions]
        for number, statement in enumerate(" ".join(map(shorten, terms)) for terms in found):
            yield "" if number else "\n"
            if statements.is_stated(source):
                yield f"{statement}{''.join(f' ~ {name}' for name in names)} .\n"
            else:
                yield from (f"<< {statement} ~ {name} >> .\n" for name in names)
        if found:
            # a mention reifies all statements of its event, what it says of them is said once
            yield from (format_block(mention, pairs, shorten) for mention, pairs in mentions)
