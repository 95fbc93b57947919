"""The server: a graph in a folder, asked over HTTP, that can be left open.

::

    app.py          make_app: the routes, put together; pages are mounted on it
    connections.py  connections on which nothing moves are given up
    guard.py        what every request passes: host, origin, token, headers, one sentence instead of a stack trace
    protocol.py     /sparql and /store: SPARQL 1.1 Protocol, Graph Store Protocol (reading)
    formats.py      which format a client gets
    service.py      a query to its answer: the graph in use, the workers, the limits
    pool.py         worker processes that can be killed; quick queries go before slow ones
    worker.py       the process that holds the store (sandbox.py: it can open no socket)
    articles.py     POST /articles, which adds to the graph (adding.py: the process that does it)
    metrics.py      counters in the text format of Prometheus

This file imports nothing, so that a worker starts fast.
"""
