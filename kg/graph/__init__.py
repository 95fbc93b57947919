"""From records to the graph: which reports tell of one event, and the ``networkx.MultiDiGraph`` that holds them."""
