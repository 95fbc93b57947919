"""Article: its facts, and its events in the order of the text, each under the sentence that tells it."""

from nicegui import ui

from kg.server.explorer.event import show_mention
from kg.server.explorer.frame import View, make_link
from kg.server.explorer.pieces import show_heading


async def show_article(view: View) -> None:
    """The page at ``/article/ID``."""
    node = f"article/{view.path['id']}"
    if node not in view.snapshot.reader.nodes:
        ui.label(view.texts["not_found"]).props("role=alert")
        ui.link(view.texts["go_back"], "/events")
        return
    facts = view.snapshot[node]
    show_heading(facts.get("title") or view.texts["untitled"], 1)
    with ui.row().classes("gap-x-3 gap-y-0 kg-quiet"):
        ui.label(" · ".join(str(facts[key]) for key in ("publisher", "published_on", "lang") if key in facts))
        url = str(facts.get("url", ""))
        if url.startswith(("http://", "https://")):  # what else an article may bring, such as javascript:, is no address to go to
            ui.link(url, url, new_tab=True)
    mentions = view.snapshot.mentions_by_article.get(node, [])
    if not mentions:
        ui.label(view.texts["add_none"])
    for event, mention in mentions:
        with ui.column().classes("kg-card gap-2"):
            ui.link(view.get_name(event), make_link("event", event)).classes("font-medium")
            show_mention(view, mention, with_article=False)
