"""``kg show``: one event or actor in full, with the words that it rests on."""

from typing import Annotated, Any

import typer
from rich.text import Text

from kg.cli.console import DEFAULT_GRAPH, GraphDir, out
from schemas.errors import QueryError
from schemas.graph import EdgeKind, NodeKind

STYLES = {"trigger": "bold reverse", "actor": "bold blue", "recipient": "bold magenta", "place": "green", "attributed_to": "bold yellow"}
MAX_EVENTS = 20


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg show ARM --graph karabakh, then kg show ev-... for one of its events")
    def show(
        id: Annotated[str, typer.Argument(metavar="ID", help="An event (ev-...) or an actor (ARM, PKK, ARM.nikol-pashinyan).")],
        graph: GraphDir = DEFAULT_GRAPH,
    ) -> None:
        """Show an event or an actor: who says so, in which sentence, with the words marked."""
        from kg.store import GraphFolder

        with GraphFolder(graph) as folder:
            network = folder.load_graph()
        node = find_node(network, id)
        if network.nodes[node]["kind"] == NodeKind.EVENT:
            _show_event(network, node)
        else:
            _show_actor(network, node)


def find_node(network: Any, id: str) -> str:
    """The node of an event or actor, by the last part of its IRI or all of it; raises QueryError with the nearest names."""
    wanted = id.rsplit("/", 1)[-1]
    for kind in (NodeKind.EVENT, NodeKind.ACTOR):
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
        "killed": event.get("killed", ""),
        "injured": event.get("injured", ""),
        "told by": f"{event['report_count']} articles, {event['mention_count']} mentions",
        "denies": ", ".join(str(network.nodes[t]["name"]) for t, _ in _list_targets(network, node, EdgeKind.DENIES)),
        "alleges": ", ".join(str(network.nodes[t]["name"]) for t, _ in _list_targets(network, node, EdgeKind.ALLEGES)),
    }
    for label, value in rows.items():
        if value != "":
            out.print(f"  {label:11}{value}", markup=False)
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
    spans = [("trigger", attributes["start_char"], attributes["end_char"])]
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
