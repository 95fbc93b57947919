"""How ``kg show`` says why mentions are one event, or why two events are two."""

from collections.abc import Iterable
from typing import Any

from kg.cli.console import out
from kg.graph.likeness import Likeness
from kg.graph.merge import Explanation, Mention
from schemas.errors import QueryError
from schemas.graph import NodeKind
from schemas.record import Record


def show_why(network: Any, node: str, records: Iterable[Record]) -> None:
    """For each mention of an event, the earlier mention that it joined, and which points were for and against."""
    explanation = Explanation(records)
    out.print("\nWhy one event:", markup=False)
    for join in explanation.explain_event(node):
        out.print(f"  {_name_mention(network, join.mention)}", markup=False)
        reason = "told first"
        if join.earlier is not None:
            reason = f"with {_name_mention(network, join.earlier)}: {_name_likeness(join.likeness, explanation.threshold)}"
        out.print(f"    {reason}", style="dim", markup=False)


def show_apart(network: Any, node: str, other: str, records: Iterable[Record]) -> None:
    """Of two events the mentions that are most alike, and what speaks against their being one; QueryError where they are not two events."""
    if node == other or network.nodes[other]["kind"] != NodeKind.EVENT:
        raise QueryError(f"{other.partition('/')[2]} is {'the same event' if node == other else 'no event'}; name another event (ev-...)")
    explanation = Explanation(records)
    join = explanation.compare_events(node, other)
    out.print("Why two events, by the two mentions that are most alike:", markup=False)
    for mention in (join.mention, join.earlier):
        if mention is not None:
            out.print(f"  {_name_mention(network, mention)}", markup=False)
    out.print(f"    {_name_likeness(join.likeness, explanation.threshold)}", style="dim", markup=False)
    if join.likeness.objection is None and join.likeness.total >= explanation.threshold:
        out.print("    enough for these two; other mentions of the two events stand against it", style="dim", markup=False)


def _name_mention(network: Any, mention: Mention) -> str:
    facts = network.nodes[f"article/{mention.article}"]
    source = ", ".join(str(facts[key]) for key in ("publisher", "published_on") if key in facts) or facts["article_id"]
    trigger = mention.event.trigger
    return f'"{trigger.text}" in {source}, characters {trigger.start} to {trigger.end}'


def _name_likeness(likeness: Likeness, threshold: float) -> str:
    if likeness.objection:
        return likeness.objection
    points = ", ".join(f"{reason} ({found}) {value:+g}" for reason, found, value in likeness.points)
    return f"{points or 'nothing in common'}; together {likeness.total:g}, {threshold:g} needed"
