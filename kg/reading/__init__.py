"""Reads articles: from files, folders, tables, feeds and archives, whatever their encoding, with flat memory."""

from kg.reading.articles import make_article, read_articles

__all__ = ["make_article", "read_articles"]
