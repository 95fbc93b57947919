"""Actor: a dossier of names, offices and relations over time, partners, events by time and type, and where they were."""

from collections import Counter
from datetime import date

from nicegui import ui

from kg.graph.dates import find_interval
from kg.server.explorer.frame import View, make_events_link, make_link
from kg.server.explorer.map import WorldMap
from kg.server.explorer.pieces import EventTable, show_badge, show_factuality, show_heading, show_time_chart, show_type_chart
from kg.server.explorer.search import EventSearch
from schemas.graph import EdgeKind

MOST_PARTNERS, MOST_ALIASES = 12, 12


async def show_actor(view: View) -> None:
    """The page at ``/actor/ID``."""
    node = f"actor/{view.path['id']}"
    if node not in view.snapshot.reader.nodes:
        ui.label(view.texts["not_found"]).props("role=alert")
        ui.link(view.texts["go_back"], "/events")
        return
    texts, attributes = view.texts, view.snapshot[node]
    events = view.snapshot.events_by_actor.get(node, [])
    show_heading(view.get_name(node), 1)
    with ui.row().classes("items-center gap-x-3 gap-y-1"):
        show_badge(texts.get_word("kind", str(attributes["actor_kind"])), "currentColor")
        facts = {"code": attributes.get("code"), "country": attributes.get("country"), "sector": attributes.get("sector")}
        ui.label(" · ".join(f"{texts[name]} {value}" for name, value in facts.items() if value))
        if "wikidata" in attributes:
            ui.link(f"Wikidata {attributes['wikidata']}", f"https://www.wikidata.org/wiki/{attributes['wikidata']}", new_tab=True)
    words = view.snapshot.words_by_actor.get(node, [])[:MOST_ALIASES]
    if words:
        ui.label(f"{texts['aliases']}: {', '.join(f'{word} ({count})' for word, count in words)}").classes("kg-quiet")
    with ui.element("div").classes("w-full grid grid-cols-1 lg:grid-cols-2 gap-4 items-start"):
        with ui.column().classes("kg-card"):
            show_time_chart(view, events, height="220px", actor=node)
        with ui.column().classes("kg-card"):
            show_heading(texts["by_type"])
            show_type_chart(view, events, actor=node)
        with ui.column().classes("kg-card"):
            show_heading(texts["partners"])
            _show_partners(view, node)
        if relations := view.snapshot.relations_by_actor.get(node):
            with ui.column().classes("kg-card"):
                show_heading(texts["relations"])
                _show_relations(view, relations)
    world = None
    if any("latitude" in view.snapshot[place] for event in events for place in view.snapshot.places[event.id]):
        show_heading(texts["its_places"])
        world = WorldMap(view, events, EventSearch(actor=node), height="320px")
    show_heading(texts["its_events"])
    EventTable(view, events)
    if world is not None:
        await world.show()


def _show_partners(view: View, node: str) -> None:
    partners: Counter[str] = Counter()
    does: Counter[str] = Counter()
    for event in view.snapshot.events_by_actor.get(node, []):
        others = {*event.recipients} if node in event.actors else set()
        if node in event.recipients or not event.recipients:
            others |= {*event.actors}
        for other in others - {node}:
            partners[other] += 1
            does[other] += node in event.actors
    with ui.element("ul").classes("w-full flex flex-col gap-1"):
        for partner, count in sorted(partners.items(), key=lambda item: (-item[1], item[0]))[:MOST_PARTNERS]:
            with ui.element("li").classes("flex flex-wrap gap-x-3 items-baseline"):
                ui.link(view.get_name(partner), make_link("actor", partner))
                ways = []
                if does[partner]:
                    ways.append((f"{view.texts['as_actor']} {does[partner]}", make_events_link(source=node, target=partner)))
                if count - does[partner]:
                    ways.append((f"{view.texts['as_recipient']} {count - does[partner]}", make_events_link(source=partner, target=node)))
                for label, target in ways:
                    ui.link(label, target).classes("kg-quiet")
    if not partners:
        ui.label("–")


def _show_relations(view: View, relations: list[str]) -> None:
    """Each with when it held, as far as the articles say, else when it was told; and a bar of that time beside those of the others."""
    spans = {relation: _find_span(view, relation) for relation in relations}
    days = [day for span in spans.values() if span for day in span]
    with ui.element("ul").classes("w-full flex flex-col gap-3"):
        for relation in relations:
            with ui.element("li").classes("w-full"):
                with ui.element("div").classes("flex flex-wrap gap-x-3 items-baseline"):
                    ui.label(view.get_name(relation))
                    ui.label(_describe_time(view, relation)).classes("kg-quiet tabular-nums")
                    show_factuality(view, str(view.snapshot[relation]["factuality"]))
                    for mention in view.snapshot.reader.list_targets(relation, EdgeKind.DENOTED_BY)[:1]:
                        article = view.snapshot.reader.find_article(mention)
                        if article:
                            title = view.snapshot[article].get("title") or view.texts["untitled"]
                            ui.link(str(title), make_link("article", article)).classes("kg-quiet")
                if span := spans[relation]:
                    _show_bar(span, min(days), max(days))


def _describe_time(view: View, relation: str) -> str:
    attributes, texts = view.snapshot[relation], view.texts
    begin, end = attributes.get("valid_from"), attributes.get("valid_until")
    if begin or end:
        return texts["from_to"].format_map({"from": begin or "…", "until": end or "…"})
    first, last = attributes.get("first_date"), attributes.get("last_date")
    if not first:
        return ""
    return texts["told_on"].format(date=first) if first == last else texts["told_between"].format_map({"from": first, "until": last})


def _find_span(view: View, relation: str) -> tuple[date, date] | None:
    """First and last day of what :func:`_describe_time` says; where an end is not known, the first or last day on which it was told."""
    attributes = view.snapshot[relation]
    begin = find_interval(attributes.get("valid_from") or attributes.get("first_date"))
    end = find_interval(attributes.get("valid_until") or attributes.get("last_date"))
    if begin is None or end is None:
        return begin or end
    return min(begin[0], end[0]), max(begin[1], end[1])


def _show_bar(span: tuple[date, date], first: date, last: date) -> None:
    whole = max(1, (last - first).days)
    left = 100 * (span[0] - first).days / whole
    width = max(1.5, 100 * (span[1] - span[0]).days / whole)
    with ui.element("div").classes("w-full h-1 rounded mt-1").style("background: var(--kg-line)").props("aria-hidden=true"):
        place = f"margin-left: {min(left, 98.5):.1f}%; width: {min(width, 100 - min(left, 98.5)):.1f}%"
        ui.element("div").classes("h-1 rounded").style(f"background: #0072B2; {place}")
