"""Add: paste a text or drop a file, see the events that are found in it, and keep them with the server's token."""

import hmac
import json
from typing import Any

from nicegui import ui
from nicegui.events import UploadEventArguments

from kg.server.articles import ArticleService
from kg.server.explorer.frame import View
from kg.server.explorer.pieces import Mark, mark_sentence, show_badge, show_factuality, show_heading
from kg.server.guard import HttpError
from schemas.codebook import describe_event

_ROLES = {"actors": "actor", "recipients": "recipient"}


class AddPage:
    """The page at ``/add``, of a server that may write."""

    def __init__(self, articles: ArticleService, token: str, max_bytes: int) -> None:
        self._articles = articles
        self._token = token
        self._max_bytes = max_bytes

    async def show(self, view: View) -> None:
        """Draw it."""
        texts = view.texts
        show_heading(texts["add"], 1)
        text = ui.textarea(texts["add_text"]).props("outlined rows=12").classes("w-full")

        async def read(upload: UploadEventArguments) -> None:
            data = await upload.file.read()
            text.value = data.decode("utf-8", "replace")

        ui.upload(on_upload=read, auto_upload=True, max_file_size=self._max_bytes, max_files=1, label=".txt").props("accept=.txt,.md flat bordered")
        with ui.row().classes("w-full gap-3"):
            fields = {name: ui.input(texts[f"add_{label}"]).props("dense outlined") for name, label in _FACTS.items()}
            token = ui.input(texts["add_token"], password=True).props("dense outlined autocomplete=off")
        with ui.row().classes("items-center gap-3"):
            preview = ui.button(texts["add_preview"]).props("no-caps")
            keep = ui.button(texts["add_keep"]).props("no-caps outline")
        keep.disable()
        found = ui.column().classes("w-full gap-3").props("aria-live=polite")

        async def run(*, is_kept: bool) -> None:
            found.clear()
            with found:
                message = ui.label(texts["add_busy"])
                if not (text.value or "").strip():
                    message.text = texts["add_empty"]
                    return
                # constant time, and before any work is done for it
                if not hmac.compare_digest((token.value or "").encode("utf-8"), self._token.encode("utf-8")):
                    message.text = texts["add_failed"].format(message=texts["add_token"])
                    return
                facts = {name: field.value.strip() for name, field in fields.items() if (field.value or "").strip()}
                line = json.dumps({**facts, "text": text.value}).encode("ascii") + b"\n"
                preview.disable()
                try:
                    report = await self._articles.add(line, keep=is_kept)
                except HttpError as error:
                    message.text = texts["add_failed"].format(message=error.message)
                    return
                finally:
                    preview.enable()
                _show_report(view, report, message, is_kept=is_kept)
                if not is_kept and report["records"]:
                    keep.enable()
                else:
                    keep.disable()

        preview.on_click(lambda: run(is_kept=False))
        keep.on_click(lambda: run(is_kept=True))
        text.on_value_change(keep.disable)


_FACTS = {"title": "title", "publisher": "publisher", "published": "date"}


def _show_report(view: View, report: dict[str, Any], message: ui.label, *, is_kept: bool) -> None:
    texts = view.texts
    events = [event for record in report["records"] for event in record["events"]]
    if report["failures"]:
        message.text = texts["add_failed"].format(message="; ".join(report["failures"]))
    elif is_kept:
        message.text = texts["add_kept"]
    else:
        message.text = texts["add_found"].format(count=len(events)) if events else texts["add_none"]
    for event in events:
        with ui.column().classes("kg-card gap-2"):
            names = {role: [actor["name"] or actor["text"] for actor in event[role]] for role in _ROLES}
            ui.label(describe_event(event["type"], event["mode"], names["actors"], names["recipients"], event["factuality"], texts.lang))
            with ui.row().classes("gap-3"):
                show_factuality(view, event["factuality"])
                show_badge(texts.get_type(event["type"], event["mode"]), "currentColor")
            ui.html(_mark_event(view, event), sanitize=False).classes("kg-sentence")


def _mark_event(view: View, event: dict[str, Any]) -> str:
    begin = event["sentence"]["start"]
    spans = [("trigger", event["trigger"])]
    spans += [(role, actor) for key, role in _ROLES.items() for actor in event[key]]
    spans += [(role, event[key]) for key, role in (("location", "place"), ("attribution", "attributed_to")) if event[key]]
    marks = [Mark(role, span["start"] - begin, span["end"] - begin) for role, span in spans]
    return mark_sentence(event["sentence"]["text"], marks, {role: view.texts[f"role.{role}"] for role, _ in spans})
