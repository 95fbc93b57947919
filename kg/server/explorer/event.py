"""Event: one sentence in plain words, then all that it rests on; who tells it as true, who alleges it, who denies it, side by side."""

import asyncio
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from nicegui import ui

from exports.rdf import write_turtle
from exports.selection import SelectedEvent
from kg.server.explorer.frame import View, make_events_link, make_link
from kg.server.explorer.pieces import Mark, get_date, mark_sentence, show_actors, show_events, show_factuality, show_heading, show_quad
from kg.server.explorer.snapshot import Snapshot
from schemas.graph import EdgeKind

_SIDE_WIDTH: Final = "18rem"  # at least, of one side
_SIDES: Final = ("asserted", "alleged", "denied")
_ROLES: Final = ("trigger", "actor", "recipient", "place", "attributed_to")


async def show_event(view: View) -> None:
    """The page at ``/event/ID``."""
    node = f"event/{view.path['id']}"
    event = view.snapshot.event_by_id.get(node)
    if event is None:
        ui.label(view.texts["not_found"]).props("role=alert")
        ui.link(view.texts["go_back"], "/events")
        return
    show_heading(view.get_name(node), 1)
    _show_facts(view, event)
    mentions = view.snapshot.reader.list_targets(node, EdgeKind.DENOTED_BY)
    _show_sides(view, event, mentions)
    with ui.column().classes("w-full gap-3"):
        show_heading(view.texts["evidence"])
        with ui.row().classes("gap-x-4 gap-y-1 kg-sentence"):
            for role in _ROLES:
                ui.html(
                    mark_sentence(view.texts[f"role.{role}"], [Mark(role, 0, len(view.texts[f"role.{role}"]))], _get_titles(view)), sanitize=False
                )
        for mention in mentions:
            with ui.column().classes("kg-card gap-2"):
                show_mention(view, mention)
    with ui.expansion(view.texts["rdf"]).classes("w-full kg-card").style("padding: 0"):
        ui.code(await asyncio.to_thread(_write_rdf, view.snapshot, node), language="turtle").classes("w-full")


def _show_facts(view: View, event: SelectedEvent) -> None:
    texts, attributes = view.texts, event.attributes
    with ui.row().classes("items-center gap-x-4 gap-y-2"):
        show_factuality(view, attributes["factuality"])
        show_quad(view, attributes["quad"])
        ui.label(texts.get_type(attributes["event_type"], attributes.get("mode"))).classes("text-sm")
        ui.label(view.path["id"]).classes("kg-quiet font-mono")
    places = view.snapshot.places[event.id]
    told = texts["told_by"].format(
        articles=texts.get_count("n_articles", attributes["report_count"]), mentions=texts.get_count("n_mentions", attributes["mention_count"])
    )
    independent = int(attributes.get("independent_count", attributes["report_count"]))
    if independent < attributes["report_count"]:
        told += f" ({texts['independent'].format(count=independent)})"
    rows: dict[str, str] = {
        texts["date"]: get_date(view, event),
        texts["killed"]: _describe_harm(view, attributes, "killed"),
        texts["injured"]: _describe_harm(view, attributes, "injured"),
        texts["score"]: f"{attributes['plover_score']:+g}",
        texts["confidence"]: f"{attributes['confidence']:.2f}",
        texts["reports"]: told,
    }
    with ui.element("dl").classes("kg-card grid gap-x-6 gap-y-2").style("grid-template-columns: minmax(7rem, max-content) 1fr"):
        for label, actors in ((texts["who"], event.actors), (texts["whom"], event.recipients)):
            if actors:
                _show_term(label)
                with ui.element("dd"):
                    show_actors(view, actors)
        if places:
            _show_term(texts["where"])
            with ui.element("dd"), ui.row().classes("gap-x-3 gap-y-0"):
                for place in places:
                    ui.link(view.get_name(place), make_events_link(place=place))
        for label, value in rows.items():
            if value:
                _show_term(label)
                with ui.element("dd"):
                    ui.label(value)


def _show_term(text: str) -> None:
    with ui.element("dt"):
        ui.label(text).classes("kg-quiet")


def _describe_harm(view: View, attributes: Mapping[str, Any], harm: str) -> str:
    if harm not in attributes:
        return ""
    best, low, high = attributes[harm], attributes.get(f"{harm}_low"), attributes.get(f"{harm}_high")
    if low is None or high is None or low == high:
        return str(best)
    return view.texts["between"].format(best=best, low=low, high=high)


def _show_sides(view: View, event: SelectedEvent, mentions: Iterable[str]) -> None:
    """Accusation, denials and confirmations side by side: who, in which words; and the events that say so themselves."""
    snapshot, texts = view.snapshot, view.texts
    by_side: dict[str, list[str]] = {}
    for mention in mentions:
        factuality = snapshot[mention]["factuality"]
        by_side.setdefault(factuality if factuality in _SIDES else "other", []).append(mention)
    linked = {"alleged": snapshot.list_accusations(event.id), "denied": snapshot.list_denials(event.id)}
    own = {texts[kind]: snapshot.reader.list_targets(event.id, EdgeKind(kind)) for kind in ("denies", "alleges")}
    sides = [side for side in (*_SIDES, "other") if by_side.get(side) or linked.get(side)]
    if len(sides) > 1 or any(linked.values()):
        show_heading(texts["claims"])
        columns = f"repeat(auto-fit, minmax(min(100%, {_SIDE_WIDTH}), 1fr))"
        with ui.element("div").classes("w-full grid gap-3 items-start").style(f"grid-template-columns: {columns}"):
            for side in sides:
                with ui.column().classes("kg-card gap-2"):
                    show_heading(texts[f"side.{side}"], 3)
                    for mention in by_side.get(side, []):
                        with ui.element("div"):
                            ui.label(_describe_source(view, mention)).classes("font-medium")
                            ui.html(_mark_mention(view, mention), sanitize=False).classes("kg-sentence")
                    if linked.get(side):
                        ui.label(texts["denied_in" if side == "denied" else "alleged_in"]).classes("kg-quiet")
                        show_events(view, (snapshot.event_by_id[other] for other in linked[side]))
    for label, others in own.items():
        if others:
            with ui.column().classes("kg-card gap-2"):
                show_heading(label, 3)
                show_events(view, (snapshot.event_by_id[other] for other in others))


def show_mention(view: View, mention: str, *, with_article: bool = True) -> None:
    """The sentence with its marks, how sure, who says so, and where it stands."""
    texts, attributes = view.texts, view.snapshot[mention]
    with ui.row().classes("items-center gap-x-3 gap-y-1"):
        show_factuality(view, attributes["factuality"])
        ui.label(_describe_source(view, mention))
        ui.label(f"{texts['confidence']} {attributes['confidence']:.2f}").classes("kg-quiet")
    ui.html(_mark_mention(view, mention), sanitize=False).classes("kg-sentence")
    article = view.snapshot.reader.find_article(mention)
    with ui.row().classes("gap-x-3 gap-y-0 kg-quiet"):
        if article and with_article:
            facts = view.snapshot[article]
            ui.link(facts.get("title") or texts["untitled"], make_link("article", article))
            ui.label(" · ".join(str(facts[key]) for key in ("publisher", "published_on") if key in facts))
        if article:
            ui.label(texts["characters"].format(start=attributes["start_char"], end=attributes["end_char"]))


def _describe_source(view: View, mention: str) -> str:
    speakers = view.snapshot.reader.list_targets(mention, EdgeKind.ATTRIBUTED_TO)
    return view.texts["says"].format(name=", ".join(map(view.get_name, speakers))) if speakers else view.texts["says_article"]


def _get_titles(view: View) -> dict[str, str]:
    return {role: view.texts[f"role.{role}"] for role in _ROLES}


def _mark_mention(view: View, mention: str) -> str:
    reader = view.snapshot.reader
    sentence = reader.find_target(mention, EdgeKind.IN_SENTENCE)
    if sentence is None:
        return ""
    attributes, begin = view.snapshot[mention], view.snapshot[sentence]["start_char"]
    marks = [Mark("trigger", attributes["start_char"] - begin, attributes["end_char"] - begin)]
    for edge in reader.list_words(mention):
        if "start_char" in edge.attributes and edge.kind in _ROLES:
            marks.append(Mark(edge.kind, edge.attributes["start_char"] - begin, edge.attributes["end_char"] - begin))
    return mark_sentence(str(view.snapshot[sentence]["text"]), marks, _get_titles(view))


def _write_rdf(snapshot: Snapshot, event: str) -> str:
    """Turtle of the event, its mentions, their sentences and articles, and whom they name."""
    reader, nodes, waiting = snapshot.reader, {event}, [event]
    while waiting:
        for edge in reader.list_edges(waiting.pop()):
            # other events are named, not told
            if edge.target not in nodes and edge.kind not in (EdgeKind.DENIES, EdgeKind.ALLEGES, EdgeKind.COPY_OF):
                nodes.add(edge.target)
                waiting.append(edge.target)
    part = snapshot.graph.subgraph(nodes)
    stream = io.BytesIO()
    write_turtle(part, stream, base_iri=snapshot.base_iri)
    return stream.getvalue().decode("utf-8")
