"""Connections on which nothing moves: they are given up, or whoever opens many and is silent would keep everybody else out."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever: not for a request that does not become whole, not for a client that does not take its answer."""

    patience = 30.0  # seconds without anything that moves; that a server computes is no such time

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch."""
        super().connection_made(transport)
        self._watch()

    def _watch(self) -> None:
        self.loop.call_later(self.patience, self._look, self.cycle, self.transport.get_write_buffer_size())

    def _look(self, cycle: object, unsent_before: int) -> None:
        if self not in self.connections:  # it has ended, or become a socket of a page
            return
        unsent = self.transport.get_write_buffer_size()
        is_computing = self.cycle is not None and not self.cycle.response_complete and not unsent
        if is_computing or self.cycle is not cycle or unsent != unsent_before:
            self._watch()
        else:
            self.transport.abort()  # to close would be to wait until the answer is taken
