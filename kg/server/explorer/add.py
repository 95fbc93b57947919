"""Add: paste a text or drop files, see the events that are found in them, and keep them with the server's token."""

import hmac
import re
from pathlib import PurePath
from typing import Any, Final

from nicegui import ui
from nicegui.events import UploadEventArguments

from kg.reading.inputs import READERS
from kg.server.articles import ArticleFile, ArticleService, make_line
from kg.server.explorer.frame import View
from kg.server.explorer.pieces import Mark, mark_sentence, show_badge, show_factuality, show_heading
from kg.server.guard import HttpError
from schemas.codebook import describe_event

MOST_SHOWN: Final = 200  # events
_MOST_FILES: Final = 50
_ROLES: Final = {"actors": "actor", "recipients": "recipient"}
_FACTS: Final = ("title", "publisher", "published")
_ENDING: Final = re.compile(r"(\.[a-z0-9]{1,8})?(\.gz)?$", re.IGNORECASE)


class AddPage:
    """The page at ``/add``, of a server that may write."""

    def __init__(self, articles: ArticleService, token: str, max_bytes: int) -> None:
        self._articles = articles
        self._token = token
        self._max_bytes = max_bytes

    async def show(self, view: View) -> None:
        """Draw it."""
        await _Form(view, self._articles, self._token, self._max_bytes).show()


class _Form:
    """What one reader has put in, and what was found in it."""

    def __init__(self, view: View, articles: ArticleService, token: str, max_bytes: int) -> None:
        self._view, self._articles, self._secret, self._max_bytes = view, articles, token, max_bytes
        self._files: list[ArticleFile] = []

    async def show(self) -> None:
        texts = self._view.texts
        show_heading(texts["add"], 1)
        ui.label(texts["add_hint"]).classes("kg-quiet")
        self._token = ui.input(texts["add_token"], password=True, on_change=self._check_token)
        self._token.props("dense outlined autocomplete=off debounce=200").classes("w-full sm:w-80")
        self._text = ui.textarea(texts["add_text"], on_change=self._forget).props("outlined rows=12").classes("w-full")
        with ui.row().classes("w-full gap-3"):
            self._facts = {name: ui.input(texts[f"add_{name}"], on_change=self._forget).props("dense outlined") for name in _FACTS}
            for field in self._facts.values():
                field.classes("kg-field kg-wide")
        self._upload = ui.upload(
            on_upload=self._take,
            on_rejected=lambda: ui.notify(texts["add_rejected"]),
            auto_upload=True,
            multiple=True,
            max_total_size=self._max_bytes,
            max_files=_MOST_FILES,
            label=texts["add_files"],
        )
        accepted = ",".join((*READERS, *(f"{ending}.gz" for ending in READERS), ".gz"))
        self._upload.props(f'accept="{accepted}" flat bordered').classes("w-full")
        with ui.row().classes("items-center gap-3"):
            self._preview = ui.button(texts["add_preview"], on_click=lambda: self._run(keep=False)).props("no-caps")
            self._keep = ui.button(texts["add_keep"], on_click=lambda: self._run(keep=True)).props("no-caps outline")
            ui.button(texts["add_clear"], on_click=self._clear).props("no-caps flat")
        self._keep.disable()
        self._found = ui.column().classes("w-full gap-3").props("aria-live=polite")
        self._check_token()

    def _is_authorized(self) -> bool:
        # constant time
        return hmac.compare_digest((self._token.value or "").encode("utf-8"), self._secret.encode("utf-8"))

    def _check_token(self) -> None:
        """Whoever lacks the token can send neither text nor files: what is disabled is refused by the server too."""
        for part in (self._upload, self._preview):
            part.set_enabled(self._is_authorized())
        self._forget()

    def _forget(self) -> None:
        """What was found was found in something else."""
        self._keep.disable()

    async def _take(self, upload: UploadEventArguments) -> None:
        ending = _ENDING.search(upload.file.name)
        self._files.append(ArticleFile(PurePath(upload.file.name).name, ending[0].lower() if ending else "", await upload.file.read()))
        self._forget()

    def _clear(self) -> None:
        self._files.clear()
        self._upload.reset()
        self._text.value = ""
        self._found.clear()

    def _list_files(self) -> list[ArticleFile]:
        text = self._text.value or ""
        if not text.strip():
            return self._files
        facts = {name: field.value.strip() for name, field in self._facts.items() if (field.value or "").strip()}
        return [ArticleFile(self._view.texts["add_pasted"], ".jsonl", make_line(text.encode("utf-8", "replace"), facts)), *self._files]

    async def _run(self, *, keep: bool) -> None:
        texts, files = self._view.texts, self._list_files()
        self._found.clear()
        with self._found:
            message = ui.label(texts["add_busy"]).props("role=status")
            if not files:
                message.text = texts["add_empty"]
                return
            if not self._is_authorized():
                return
            self._preview.disable()
            self._keep.disable()
            try:
                report = await self._articles.add(files, keep=keep, published=(self._facts["published"].value or "").strip() or None)
            except HttpError as error:
                message.text = texts["add_failed"].format(message=error.message)
                return
            finally:
                self._preview.enable()
            _show_report(self._view, report, message, keep=keep)
            if not keep and report["records"]:
                self._keep.enable()


def _show_report(view: View, report: dict[str, Any], message: ui.label, *, keep: bool) -> None:
    texts = view.texts
    events = [event for record in report["records"] for event in record["events"]]
    articles = texts.get_count("n_articles", len(report["records"]))
    found = texts["add_found"].format(events=texts.get_count("found", len(events)), articles=articles)
    message.text = texts["add_kept"].format(articles=articles) if keep else found
    if not report["records"] and not report["failures"]:
        message.text = texts["add_known"]
    for failure in report["failures"]:
        ui.label(texts["add_failed"].format(message=failure)).props("role=alert")
    shown = 0
    for record in report["records"]:
        if record["title"] and record["events"] and shown < MOST_SHOWN:
            show_heading(record["title"], 3)
        for event in record["events"][: MOST_SHOWN - shown]:
            shown += 1
            _show_event(view, event)


def _show_event(view: View, event: dict[str, Any]) -> None:
    texts = view.texts
    with ui.column().classes("kg-card gap-2"):
        names = {role: [actor["name"] or actor["text"] for actor in event[role]] for role in _ROLES}
        ui.label(describe_event(event["type"], event["mode"], names["actors"], names["recipients"], event["factuality"], texts.lang))
        with ui.row().classes("gap-3 items-center"):
            show_factuality(view, event["factuality"])
            show_badge(texts.get_type(event["type"], event["mode"]), "currentColor")
            if event["date"]:
                ui.label(event["date"]).classes("kg-quiet")
        ui.html(_mark_event(view, event), sanitize=False).classes("kg-sentence")


def _mark_event(view: View, event: dict[str, Any]) -> str:
    begin = event["sentence"]["start"]
    spans = [("trigger", event["trigger"])]
    spans += [(role, actor) for key, role in _ROLES.items() for actor in event[key]]
    spans += [(role, event[key]) for key, role in (("location", "place"), ("attribution", "attributed_to")) if event[key]]
    marks = [Mark(role, span["start"] - begin, span["end"] - begin) for role, span in spans]
    return mark_sentence(event["sentence"]["text"], marks, {role: view.texts[f"role.{role}"] for role, _ in spans})
