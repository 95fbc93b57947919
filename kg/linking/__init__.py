"""From words in an article to actors and places that the graph knows."""
