"""``kg show``: one event, relation or actor in full, with the words that it rests on."""

from typing import Annotated, Any

import typer
from rich.text import Text

from kg.cli.console import DEFAULT_GRAPH, GraphDir, out
from schemas.errors import QueryError
from schemas.graph import EdgeKind, NodeKind

STYLES = {
    "trigger": "bold reverse",
    "actor": "bold blue",
    "recipient": "bold magenta",
    "place": "green",
    "attributed_to": "bold yellow",
    "subject": "bold blue",
    "object": "bold magenta",
}
MAX_EVENTS = 20


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg show ARM --graph karabakh, then kg show ev-... for one of its events")
    def show(
        id: Annotated[str, typer.Argument(metavar="ID", help="An event (ev-...), a relation (re-...) or an actor (ARM, PKK, ARM.nikol-pashinyan).")],
        graph: GraphDir = DEFAULT_GRAPH,
        why: Annotated[bool, typer.Option("--why", help="Say for each mention of an event why it is one with the others.")] = False,
        apart: Annotated[str | None, typer.Option("--apart", metavar="ID", help="Say why another event is not one with this.")] = None,
    ) -> None:
        """Show an event, a relation or an actor: who says so, in which sentence, with the words marked."""
        from kg.cli.explaining import show_apart, show_why
        from kg.store import GraphFolder

        with GraphFolder(graph) as folder:
            network = folder.load_graph()
            records = list(folder.read_records()) if why or apart else []
        node = find_node(network, id)
        if (why or apart) and network.nodes[node]["kind"] != NodeKind.EVENT:
            raise QueryError(f"{id!r} is no event; --why and --apart explain events (ev-...)")
        if apart:
            show_apart(network, node, find_node(network, apart), records)
            return
        if network.nodes[node]["kind"] == NodeKind.EVENT:
            _show_event(network, node)
            if why:
                show_why(network, node, records)
        elif network.nodes[node]["kind"] == NodeKind.RELATION:
            _show_relation(network, node)
        else:
            _show_actor(network, node)


def find_node(network: Any, id: str) -> str:
    """The node of an event, relation or actor, by the last part of its IRI or all of it; raises QueryError with the nearest names."""
    wanted = id.rsplit("/", 1)[-1]
    for kind in (NodeKind.EVENT, NodeKind.RELATION, NodeKind.ACTOR):
        if f"{kind}/{wanted}" in network:
            return f"{kind}/{wanted}"
    folded = wanted.casefold()
    near = sorted(
        node.partition("/")[2]
        for node, attributes in network.nodes(data=True)
        if attributes["kind"] == NodeKind.ACTOR and (folded in node.casefold() or folded in str(attributes["name"]).casefold())
    )
    hint = f"did you mean {', '.join(near[:5])}?" if near else "kg query --name timeline lists the events"
    raise QueryError(f"nothing in the graph has the id {id!r}; {hint}")


def _list_targets(network: Any, node: str, kind: EdgeKind) -> list[tuple[str, dict[str, Any]]]:
    return [(target, data) for _, target, data in network.out_edges(node, data=True) if data["kind"] == kind]


def _name(network: Any, nodes: list[tuple[str, dict[str, Any]]]) -> str:
    return ", ".join(str(network.nodes[node]["name"]) for node, _ in nodes)


def _show_event(network: Any, node: str) -> None:
    event = network.nodes[node]
    out.print(Text(event["name"], "bold"))
    out.print(Text(event["name_id"], "italic"))
    mode = f" / {event['mode']}" if "mode" in event else ""
    rows = {
        "id": node.partition("/")[2],
        "type": f"{event['event_type']}{mode} ({event['quad']})",
        "actors": _name(network, _list_targets(network, node, EdgeKind.ACTOR)),
        "recipients": _name(network, _list_targets(network, node, EdgeKind.RECIPIENT)),
        "place": _name(network, _list_targets(network, node, EdgeKind.PLACE)),
        "date": event.get("date", f"not told; reported {event['first_date']}" if "first_date" in event else ""),
        "factuality": event["factuality"],
        "killed": _name_number(event, "killed"),
        "injured": _name_number(event, "injured"),
        "told by": f"{event['report_count']} articles, {event['independent_count']} of them independent, {event['mention_count']} mentions",
        "denies": ", ".join(str(network.nodes[t]["name"]) for t, _ in _list_targets(network, node, EdgeKind.DENIES)),
        "alleges": ", ".join(str(network.nodes[t]["name"]) for t, _ in _list_targets(network, node, EdgeKind.ALLEGES)),
    }
    for label, value in rows.items():
        if value != "":
            out.print(f"  {label:11}{value}", markup=False)
    _show_mentions(network, node)


def _name_number(event: dict[str, Any], name: str) -> str:
    if name not in event:
        return ""
    spread = f" (reports say {event[f'{name}_low']} to {event[f'{name}_high']})" if f"{name}_low" in event else ""
    return f"{event[name]}{spread}"


def _show_relation(network: Any, node: str) -> None:
    relation = network.nodes[node]
    out.print(Text(relation["name"], "bold"))
    out.print(Text(relation["name_id"], "italic"))
    rows = {
        "id": node.partition("/")[2],
        "type": relation["relation_type"],
        "subject": _name(network, _list_targets(network, node, EdgeKind.SUBJECT)),
        "object": relation.get("office") or _name(network, _list_targets(network, node, EdgeKind.OBJECT)),
        "from": relation.get("valid_from", ""),
        "until": relation.get("valid_until", ""),
        "reported": " to ".join(dict.fromkeys(relation[key] for key in ("first_date", "last_date") if key in relation)),
        "factuality": relation["factuality"],
        "told by": f"{relation['report_count']} articles, {relation['mention_count']} mentions",
    }
    for label, value in rows.items():
        if value != "":
            out.print(f"  {label:11}{value}", markup=False)
    _show_mentions(network, node)


def _show_mentions(network: Any, node: str) -> None:
    for mention, _ in _list_targets(network, node, EdgeKind.DENOTED_BY):
        out.print()
        _show_mention(network, mention)


def _show_mention(network: Any, mention: str) -> None:
    attributes = network.nodes[mention]
    (sentence, _) = _list_targets(network, mention, EdgeKind.IN_SENTENCE)[0]
    (article, _) = _list_targets(network, sentence, EdgeKind.IN_ARTICLE)[0]
    facts = network.nodes[article]
    source = ", ".join(str(facts[key]) for key in ("publisher", "published_on", "title") if key in facts)
    says = _name(network, _list_targets(network, mention, EdgeKind.ATTRIBUTED_TO))
    out.print(f"{attributes['factuality']}{f', according to {says}' if says else ''} ({attributes['confidence']:.2f})", markup=False)
    begin = network.nodes[sentence]["start_char"]
    text = Text("  " + str(network.nodes[sentence]["text"]).replace("\n", " "))
    spans = [("trigger", attributes["start_char"], attributes["end_char"])] if attributes["kind"] == NodeKind.MENTION else []
    spans += [(data["kind"], data["start_char"], data["end_char"]) for _, _, data in network.out_edges(mention, data=True) if "start_char" in data]
    for kind, start, end in spans:
        text.stylize(STYLES[kind], start - begin + 2, end - begin + 2)
    out.print(text)
    marks = "; ".join(f"{kind.replace('_', ' ')}: {network.nodes[sentence]['text'][start - begin : end - begin]}" for kind, start, end in spans)
    out.print(f"  [{marks}]", style="dim", markup=False)
    out.print(f"  {source or facts['article_id']}, characters {attributes['start_char']} to {attributes['end_char']}", style="dim", markup=False)


def _show_actor(network: Any, node: str) -> None:
    actor = network.nodes[node]
    out.print(Text(str(actor["name"]), "bold"))
    for label in ("name_id", "actor_kind", "code", "country", "sector", "wikidata"):
        if label in actor:
            out.print(f"  {label:11}{actor[label]}", markup=False)
    events = sorted(
        (network.nodes[event].get("first_date", ""), event)
        for event, _, kind in network.in_edges(node, data="kind")
        if kind in (EdgeKind.ACTOR, EdgeKind.RECIPIENT) and network.nodes[event]["kind"] == NodeKind.EVENT
    )
    events = sorted(set(events))
    out.print(f"\n{len(events)} events" + (f", the last {MAX_EVENTS}:" if len(events) > MAX_EVENTS else ":"), markup=False)
    for date, event in events[-MAX_EVENTS:]:
        attributes = network.nodes[event]
        out.print(f"  {date:10}  {event.partition('/')[2]}  {attributes['name']} ({attributes['factuality']})", markup=False)
    ends = (EdgeKind.SUBJECT, EdgeKind.OBJECT)
    relations = sorted({r for r, _, kind in network.in_edges(node, data="kind") if kind in ends and network.nodes[r]["kind"] == NodeKind.RELATION})
    if relations:
        out.print(f"\n{len(relations)} relations" + (f", the first {MAX_EVENTS}:" if len(relations) > MAX_EVENTS else ":"), markup=False)
    for relation in relations[:MAX_EVENTS]:
        attributes = network.nodes[relation]
        out.print(f"  {relation.partition('/')[2]}  {attributes['name']} ({attributes['factuality']})", markup=False)
