"""Overview: how much there is, when it happened, who acts on whom, what is disputed, what came last."""

from nicegui import ui

from exports.palette import QUAD_COLORS
from kg.server.explorer.frame import View, make_events_link, make_link
from kg.server.explorer.pieces import show_events, show_heading, show_time_chart

MOST_DYADS, MOST_DISPUTED, MOST_ARTICLES = 12, 12, 10


async def show_overview(view: View) -> None:
    """The page at ``/``."""
    texts, counts = view.texts, view.snapshot.counts
    show_heading(texts["overview"], 1)
    span = texts["from_to"].format_map({"from": counts.first_date, "until": counts.last_date}) if counts.first_date else texts["no_dates"]
    numbers = {"articles": counts.articles, "events": counts.events, "mentions": counts.mentions, "actors": counts.actors}
    with ui.row().classes("w-full gap-3 items-stretch"):
        for name, number in numbers.items():
            with ui.column().classes("kg-card gap-0 grow").style("width: auto; min-width: 8rem"):
                ui.label(texts.get_number(number)).classes("text-2xl font-semibold")
                ui.label(texts[name]).classes("kg-quiet")
        with ui.column().classes("kg-card gap-0 grow justify-between").style("width: auto; min-width: 12rem"):
            ui.label(span).classes("text-lg font-semibold")
            ui.label(texts["span"]).classes("kg-quiet")
    with ui.column().classes("kg-card"):
        show_time_chart(view, view.snapshot.events)
    with ui.element("div").classes("w-full grid grid-cols-1 lg:grid-cols-2 gap-4 items-start"):
        with ui.column().classes("kg-card"):
            _show_dyads(view)
        with ui.column().classes("kg-card"):
            show_heading(texts["disputed"])
            disputed = [event for event in view.snapshot.events if event.attributes["factuality"] == "disputed"]
            show_events(view, disputed[:MOST_DISPUTED], with_factuality=False)
            if not disputed:
                ui.label(texts["no_disputed"]).classes("kg-quiet")
            elif len(disputed) > MOST_DISPUTED:
                ui.link(texts["more"], make_events_link(factuality="disputed"))
    with ui.column().classes("kg-card"):
        _show_articles(view)


def _show_dyads(view: View) -> None:
    show_heading(view.texts["top_dyads"])
    dyads = view.snapshot.dyads[:MOST_DYADS]
    largest = max((dyad.count for dyad in dyads), default=1)
    with ui.element("ul").classes("w-full flex flex-col gap-2"):
        for dyad in dyads:
            label = view.texts["about_edge"].format(source=view.get_name(dyad.source), target=view.get_name(dyad.target))
            with ui.element("li").classes("w-full"):
                with ui.row().classes("w-full justify-between no-wrap gap-2"):
                    ui.link(label, make_events_link(source=dyad.source, target=dyad.target, factuality="asserted")).classes("min-w-0")
                    ui.label(view.texts.get_number(dyad.count)).classes("tabular-nums")
                with ui.element("div").classes("flex h-2 rounded overflow-hidden").style(f"width: {100 * dyad.count / largest:.1f}%"):
                    for quad, color in QUAD_COLORS.items():
                        if quad in dyad.quads:
                            ui.element("div").style(f"background: {color}; flex: {dyad.quads[quad]}")


def _show_articles(view: View) -> None:
    show_heading(view.texts["newest"])
    with ui.element("ul").classes("w-full flex flex-col gap-2"):
        for article in view.snapshot.articles[:MOST_ARTICLES]:
            attributes = view.snapshot[article]
            about = (attributes.get("published_on"), attributes.get("publisher"), attributes.get("lang"))
            with ui.element("li").classes("flex flex-wrap items-baseline gap-x-3"):
                ui.link(attributes.get("title") or view.texts["untitled"], make_link("article", article)).classes("min-w-0")
                ui.label(" · ".join(str(part) for part in about if part)).classes("kg-quiet")
