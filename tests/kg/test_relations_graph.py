"""How relations of several articles become nodes of the graph."""

import itertools

import networkx as nx
import pytest

from kg.extraction.parsed import parse_article
from kg.extraction.relations import extract_relations
from kg.graph.build import build_graph
from schemas.graph import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, EdgeKind, NodeKind
from schemas.identifiers import get_article_key
from schemas.record import Record
from schemas.text import Article


def report(text: str, lang: str, published: str | None) -> Record:
    article = Article(id=text[:9], key=get_article_key(text, published, None), text=text, lang=lang, published=published)
    return Record(id=article.id, key=article.key, lang=lang, published=published, relations=extract_relations(parse_article(article)))


def list_relations(graph: nx.MultiDiGraph) -> list[dict[str, object]]:
    return [attributes for _, attributes in graph.nodes(data=True) if attributes["kind"] == NodeKind.RELATION]


def find_targets(graph: nx.MultiDiGraph, node: str, kind: EdgeKind) -> list[str]:
    return [target for _, target, found in graph.out_edges(node, data="kind") if found == kind]


REPORTS = [
    report("Foreign Minister Ararat Mirzoyan of Armenia spoke.", "en", "2022-05-01"),
    report("Menteri Luar Negeri Armenia Ararat Mirzoyan hadir.", "id", "2023-02-11"),
    report("Armenia's foreign minister, Ararat Mirzoyan, left.", "en", "2021-09-30"),
]


def test_one_office_in_two_languages_is_one_relation() -> None:
    (held,) = [relation for relation in list_relations(build_graph(REPORTS)) if relation["relation_type"] == "holds_office"]
    assert held["name"] == "Ararat Mirzoyan is foreign minister"
    assert held["name_id"] == "Ararat Mirzoyan menjabat menteri luar negeri"
    assert (held["first_date"], held["last_date"]) == ("2021-09-30", "2023-02-11")
    assert (held["report_count"], held["mention_count"]) == (3, 3)


def test_order_of_reports_changes_nothing() -> None:
    described = [sorted(build_graph(order).nodes(data=True), key=lambda node: node[0]) for order in itertools.permutations(REPORTS)]
    assert all(nodes == described[0] for nodes in described)


def test_two_offices_of_one_person_stay_two() -> None:
    graph = build_graph([report("President Ion Radu, leader of the Apple Party, spoke.", "en", "2022-05-01")])
    assert sorted(str(relation["office"]) for relation in list_relations(graph) if "office" in relation) == ["President", "leader"]


@pytest.mark.parametrize(
    ("days", "factuality"),
    [(("2021-01-01", "2023-01-01"), "historical"), (("2023-01-01", "2021-01-01"), "asserted"), (("2022-01-01", "2022-01-01"), "asserted")],
)
def test_latest_report_says_whether_an_office_is_over(days: tuple[str, str], factuality: str) -> None:
    reports = [report("Premier Ana Pop spoke.", "en", days[0]), report("Former premier Ana Pop spoke.", "en", days[1])]
    (held,) = list_relations(build_graph(reports))
    assert (held["factuality"], held["first_date"]) == (factuality, days[0])


def test_what_some_deny_is_disputed() -> None:
    reports = [report("Rwanda supports M23.", "en", "2024-01-01"), report("Rwanda tidak mendukung M23.", "id", "2024-01-02")]
    (backs,) = list_relations(build_graph(reports))
    assert (backs["factuality"], backs["name"]) == ("disputed", "Rwanda backs March 23 Movement (disputed)")


def test_mutual_relation_is_one_whoever_is_named_first() -> None:
    reports = [report("Belarus, an ally of Russia, agreed.", "en", "2024-01-01"), report("Rusia, sekutu Belarus, setuju.", "id", "2024-01-02")]
    (allied,) = list_relations(build_graph(reports))
    assert (allied["name"], allied["mention_count"]) == ("Belarus and Russia are allies", 2)


def test_dates_in_the_text_give_the_validity() -> None:
    (controls,) = list_relations(build_graph([report("Al-Shabaab has controlled Jilib since 2014.", "en", "2024-01-01")]))
    assert (controls["valid_from"], controls["last_date"]) == ("2014", "2024-01-01")


def test_nodes_and_edges_keep_the_contract() -> None:
    graph = build_graph([*REPORTS, report("Al-Shabaab controls Jilib in Somalia.", "en", None)])
    for _, attributes in graph.nodes(data=True):
        allowed = NODE_ATTRIBUTES[NodeKind(attributes["kind"])]
        assert all(isinstance(value, allowed[name]) for name, value in attributes.items())
    assert all(set(data) <= set(EDGE_ATTRIBUTES) for *_, data in graph.edges(data=True))


def test_mention_leads_to_its_words_sentence_and_article() -> None:
    graph = build_graph([report("Heavy rain fell. Al-Shabaab controls Jilib.", "en", "2024-01-01")])
    (node,) = [node for node, attributes in graph.nodes(data=True) if attributes["kind"] == NodeKind.RELATION]
    (mention,) = find_targets(graph, node, EdgeKind.DENOTED_BY)
    words = graph.nodes[mention]
    (sentence,) = find_targets(graph, mention, EdgeKind.IN_SENTENCE)
    assert (words["text"], words["start_char"]) == ("Al-Shabaab controls Jilib", 17)
    assert graph.nodes[sentence]["text"] == "Al-Shabaab controls Jilib."
    assert graph.nodes[find_targets(graph, sentence, EdgeKind.IN_ARTICLE)[0]]["kind"] == NodeKind.ARTICLE
    assert graph.nodes[find_targets(graph, node, EdgeKind.OBJECT)[0]]["kind"] == NodeKind.PLACE
    assert find_targets(graph, node, EdgeKind.SUBJECT) == find_targets(graph, mention, EdgeKind.SUBJECT) == ["actor/ALSHABAB"]
