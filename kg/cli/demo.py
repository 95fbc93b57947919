"""``kg demo``: the packaged sample, from articles to a graph."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from kg.cli.console import FailureLog, Quiet, out, track
from schemas.graph import EdgeKind, NodeKind

ROWS: Final = 12


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg demo && kg query --graph karabakh --name accusations")
    def demo(
        graph: Annotated[Path, typer.Option("--graph", "-g", metavar="DIR", help="Folder to build in.")] = Path("karabakh"),
        quiet: Quiet = False,
    ) -> None:
        """Build the packaged sample (18 articles on the 2020 Karabakh war) and show what happened to whom."""
        from exports.formats import export_graph
        from kg.pipeline import extract_inputs, get_model_name
        from kg.store import GraphFolder

        failures = FailureLog()
        with GraphFolder(graph, create=True) as folder:
            with as_file(files("kg.sample") / "karabakh.jsonl") as sample:
                records = extract_inputs([sample], on_failure=failures.add, known=folder.list_keys(model=get_model_name()))
                folder.add_records(track(records, "articles", quiet=quiet), model=get_model_name())
            folder.refresh()
            network = folder.load_graph()
            for name in ("actors.gexf", "actors.svg", "events.ttl"):
                export_graph(network, graph / name)
        counts = {kind: sum(k == kind for _, k in network.nodes(data="kind")) for kind in NodeKind}
        out.print(
            f"{counts[NodeKind.ARTICLE]} articles, {counts[NodeKind.MENTION]} mentions of {counts[NodeKind.EVENT]} events, "
            f"{counts[NodeKind.ACTOR]} actors, {counts[NodeKind.PLACE]} places\n",
            markup=False,
        )
        out.print(make_table(network, select_telling_events(network, ROWS)))
        out.print(f"\nOpen in Gephi:  {graph / 'actors.gexf'}", markup=False)
        out.print(f"Ask next:       kg query --graph {graph} --name accusations", markup=False)
        failures.finish()


def select_telling_events(network: Any, count: int) -> list[str]:
    """Events that say most, in the order of their dates.

    Told by several articles, with both sides, a date and a place, disputed or alleged rather than plain; at most three of a type, so that
    the table shows a war and not its shelling only.
    """

    def weigh(node: str) -> tuple[float, str]:
        event = network.nodes[node]
        kinds = {data["kind"] for _, _, data in network.out_edges(node, data=True)}
        weight = 1.5 * min(event["report_count"], 4) + 0.5 * min(event["mention_count"], 6)
        weight += 2.0 * (EdgeKind.ACTOR in kinds) + 1.5 * (EdgeKind.RECIPIENT in kinds) + (EdgeKind.PLACE in kinds) + 1.5 * ("date" in event)
        weight += 2.0 * (event["factuality"] == "disputed") + (event["factuality"] in ("alleged", "conditional", "denied"))
        weight += 1.0 * ("killed" in event or "injured" in event) + event["confidence"]
        return -weight, node

    chosen: list[str] = []
    types: dict[str, int] = {}
    for node in sorted((node for node, kind in network.nodes(data="kind") if kind == NodeKind.EVENT), key=weigh):
        kind = network.nodes[node]["event_type"]
        if len(chosen) < count and types.get(kind, 0) < 3:
            types[kind] = types.get(kind, 0) + 1
            chosen.append(node)
    return sorted(chosen, key=lambda node: (network.nodes[node].get("first_date", ""), node))


def make_table(network: Any, events: list[str]) -> Table:
    """Date, who, did what, to whom, says who, how sure."""

    def join(nodes: list[str]) -> str:
        return ", ".join(dict.fromkeys(str(network.nodes[node]["name"]) for node in nodes))

    def list_nodes(node: str, kind: EdgeKind) -> list[str]:
        return [target for _, target, data in network.out_edges(node, data=True) if data["kind"] == kind]

    table = Table("date", "who", "did what", "to whom", "where", "says who", "how sure", header_style="bold", box=SIMPLE_HEAD)
    for node in events:
        event = network.nodes[node]
        mentions = list_nodes(node, EdgeKind.DENOTED_BY)
        speakers = sorted({speaker for mention in mentions for speaker in list_nodes(mention, EdgeKind.ATTRIBUTED_TO)})
        table.add_row(
            event.get("date", event.get("first_date", "")),
            join(list_nodes(node, EdgeKind.ACTOR)),
            event["event_type"] + (f" / {event['mode']}" if "mode" in event else ""),
            join(list_nodes(node, EdgeKind.RECIPIENT)),
            join(list_nodes(node, EdgeKind.PLACE)),
            join(speakers) or f"{event['report_count']} article{'s' * (event['report_count'] != 1)}",
            event["factuality"],
        )
    return table
