"""Time window: a slider over the weeks, months or years in which something happened, with a button that plays it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from nicegui import ui

from exports.selection import FACTUALITIES, EventFilter, SelectedEvent
from kg.server.explorer.bins import choose_bins, find_bin, find_next_bin
from kg.server.explorer.frame import View

PLAY_SECONDS: Final = 1.2
_PART: Final = 10  # of all bins: as wide as the window that a play begins with


def list_spans(events: Iterable[SelectedEvent]) -> list[tuple[str, str]]:
    """First and last day of each bin in which an event begins: a window steps over the empty years between two wars.

    Days are ISO 8601. The bins are those of the time chart, but none is left out.
    """
    days = sorted(date.fromisoformat(event.days[0]) for event in events if event.days)
    if not days:
        return []
    unit, _ = choose_bins(days)
    begins = sorted({find_bin(day, unit) for day in days})
    return [(str(begin), str(find_next_bin(begin, unit) - timedelta(days=1))) for begin in begins]


class TimeWindow:
    """The slider; ``on_change`` is awaited after each change, with :attr:`since` and :attr:`until` as they are then.

    It shows nothing where all events are in one bin.
    """

    def __init__(
        self, view: View, events: Iterable[SelectedEvent], on_change: Callable[[], Awaitable[None]], *, since: str = "", until: str = ""
    ) -> None:
        self._texts = view.texts
        self._on_change = on_change
        self._spans = list_spans(events)
        # prefixes: an address may say 2020 or 2020-10
        self._low = next((at for at, (_, last) in enumerate(self._spans) if last[: len(since)] >= since), self._last)
        self._high = next((at for at, (first, _) in reversed(list(enumerate(self._spans))) if not until or first[: len(until)] <= until), 0)
        self._low = min(self._low, self._high)
        if len(self._spans) > 1:
            self._show()

    @property
    def _last(self) -> int:
        return max(0, len(self._spans) - 1)

    @property
    def is_whole(self) -> bool:
        """Whether the window is all of the time, events without a date included."""
        return (self._low, self._high) == (0, self._last)

    @property
    def since(self) -> str:
        """First day of the window; empty where it is the whole time."""
        return "" if self.is_whole else self._spans[self._low][0]

    @property
    def until(self) -> str:
        """Last day of the window; empty where it is the whole time."""
        return "" if self.is_whole else self._spans[self._high][1]

    def narrow(self, events: Iterable[SelectedEvent]) -> list[SelectedEvent]:
        """Those of the events that may have been in the window; all of them where it is the whole time."""
        wanted = EventFilter(since=self.since or None, until=self.until or None, factualities=FACTUALITIES)
        return [event for event in events if wanted.accepts(event.attributes, event.days)]

    def _show(self) -> None:
        with ui.row().classes("w-full items-center gap-x-4 gap-y-0 no-wrap px-2"):
            self._button = ui.button(icon="play_arrow", on_click=self._play).props(f'round dense aria-label="{self._texts["play"]}"')
            with ui.column().classes("grow gap-0"):
                self._label = ui.label(self._describe()).classes("tabular-nums text-sm").props("aria-live=polite")
                self._slider = ui.range(min=0, max=self._last, value={"min": self._low, "max": self._high})
                self._slider.props(f'aria-label="{self._texts["window"]}" snap').classes("w-full")
        self._slider.on("change", lambda change: self._slide(change.args))
        self._timer = ui.timer(PLAY_SECONDS, self._step, active=False, immediate=False)

    def _describe(self) -> str:
        return self._texts["all_time"] if self.is_whole else f"{self.since} – {self.until}"

    async def _slide(self, value: Mapping[str, float]) -> None:
        self._low, self._high = int(value["min"]), int(value["max"])
        self._label.text = self._describe()
        await self._on_change()

    async def _play(self) -> None:
        self._timer.active = not self._timer.active
        word = "pause" if self._timer.active else "play"
        self._button.props(f'icon={"pause" if self._timer.active else "play_arrow"} aria-label="{self._texts[word]}"')
        if self._timer.active:
            await self._step()

    async def _step(self) -> None:
        """Move the window on by a bin; from the whole time, begin with a window of a tenth of it; from the end, begin again."""
        width = max(1, len(self._spans) // _PART) if self.is_whole else self._high - self._low + 1
        begin = 0 if self._high >= self._last else self._low + 1
        self._slider.value = {"min": begin, "max": min(self._last, begin + width - 1)}
        await self._slide(self._slider.value)
