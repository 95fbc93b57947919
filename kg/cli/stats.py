"""``kg stats``: what a graph holds, in numbers."""

import json
from collections import Counter
from typing import Annotated

import typer
from rich.table import Table

from kg.cli.console import DEFAULT_GRAPH, GraphDir, out


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg stats --graph karabakh")
    def stats(
        graph: GraphDir = DEFAULT_GRAPH,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Count what the graph holds."""
        from kg.store import GraphFolder
        from schemas.graph import EdgeKind, NodeKind

        with GraphFolder(graph) as folder:
            network = folder.load_graph()
            triples = len(folder.open_rdf())
        nodes = [attributes for _, attributes in network.nodes(data=True)]
        events = [attributes for attributes in nodes if attributes["kind"] == NodeKind.EVENT]
        kinds = Counter(attributes["kind"] for attributes in nodes)
        dates = sorted(event["first_date"] for event in events if "first_date" in event)
        found = {
            **{f"{kind}s": kinds[kind] for kind in ("article", "event", "mention", "actor", "place")},
            "triples": triples,
            "first_date": dates[0] if dates else None,
            "last_date": dates[-1] if dates else None,
            "events_told_by_several_articles": sum(event["report_count"] > 1 for event in events),
            "events_told_independently": sum(event["independent_count"] > 1 for event in events),
            "copies": sum(kind == EdgeKind.COPY_OF for _, _, kind in network.edges(data="kind")),
            "types": dict(Counter(event["event_type"] for event in events).most_common()),
            "factuality": dict(Counter(event["factuality"] for event in events).most_common()),
            "languages": dict(Counter(a.get("lang", "unknown") for a in nodes if a["kind"] == NodeKind.ARTICLE).most_common()),
        }
        if as_json:
            out.print_json(json.dumps(found))
            return
        table = Table(show_header=False, box=None)
        for name, value in found.items():
            shown = ", ".join(f"{key} {number}" for key, number in value.items()) if isinstance(value, dict) else str(value)
            table.add_row(name.replace("_", " "), shown)
        out.print(table, markup=False)
