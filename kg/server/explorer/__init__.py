"""The explorer: pages in the browser for people who don't write SPARQL, on the same application, guard, workers and limits as the endpoint.

::

    frame.py      the head, the switches, how a page gets its address       style.css    its looks      texts.py     what it says, by language
    snapshot.py   the graph, read once a version                            search.py    which events a page lists
    pieces.py     lists, tables, charts, sentences with marks               window.py    a slider over time (bins.py: weeks, months or years)
    canvas.py     networks of thousands of links, drawn by canvas.js        world.json   land and borders for the map
    overview.py  events.py  event.py  article.py  network.py  actor.py  map.py  sparql.py  add.py     a page each

NiceGUI keeps a page's state on the server and sends what changed over a socket; all that a browser loads comes from this machine.
"""

from fastapi import FastAPI
from nicegui import ui

from kg.server.explorer import events, network
from kg.server.explorer.actor import show_actor
from kg.server.explorer.add import AddPage
from kg.server.explorer.article import show_article
from kg.server.explorer.event import show_event
from kg.server.explorer.events import show_events_page
from kg.server.explorer.frame import Site
from kg.server.explorer.map import show_map
from kg.server.explorer.network import show_network
from kg.server.explorer.overview import show_overview
from kg.server.explorer.snapshot import SnapshotCache
from kg.server.explorer.sparql import QueryPage

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M8 9 24 13 13 25Z" fill="none" stroke="#E69F00" stroke-width="3"/>'
    '<circle cx="8" cy="9" r="5" fill="#0072B2"/><circle cx="24" cy="13" r="5" fill="#D55E00"/><circle cx="13" cy="25" r="5" fill="#009E73"/></svg>'
)


def add_explorer(app: FastAPI) -> None:
    """Add the pages to the application of :func:`kg.server.app.make_app`, once in a process: NiceGUI knows one set of pages."""
    settings = app.state.settings
    is_writable = settings.is_writable and settings.token is not None
    site = Site(SnapshotCache(app.state.graph.folder), is_writable=is_writable)
    events.add_download(app, site)
    network.add_download(app, site)
    site.add_page("/", "overview", show_overview)
    site.add_page("/events", "events", show_events_page)
    site.add_page("/event/{id}", "event", show_event)
    site.add_page("/article/{id}", "articles", show_article)
    site.add_page("/network", "network", show_network)
    site.add_page("/actor/{id}", "actor", show_actor)
    site.add_page("/map", "map", show_map)
    site.add_page("/query", "query", QueryPage(app.state.graph).show)
    if is_writable:
        site.add_page("/add", "add", AddPage(app.state.articles, settings.token, settings.max_article_bytes).show)
    ui.run_with(app, title="conflict-kg", favicon=_ICON, dark=None, show_welcome_message=False, reconnect_timeout=30)
