"""Stable identifiers: the same input gives the same ids and IRIs on any machine."""

import hashlib
import re
import unicodedata

BASE_IRI = "https://w3id.org/conflict-kg/id/"
ONTOLOGY_IRI = "https://w3id.org/conflict-kg/ontology#"
PLOVER_IRI = "https://w3id.org/conflict-kg/plover#"
WIKIDATA_IRI = "http://www.wikidata.org/entity/"


def get_digest(*parts: object, length: int = 16) -> str:
    """Hexadecimal SHA-256 over the parts, cut to ``length``; None and "" differ, as do ("ab", "c") and ("a", "bc")."""
    hashed = hashlib.sha256()
    for part in parts:
        data = b"\x00" if part is None else b"\x01" + str(part).encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.hexdigest()[:length]


def get_article_key(text: str, published: str | None, url: str | None) -> str:
    """Key of an article: the same text, date and address are the same article, whatever file they came in."""
    return "a-" + get_digest(text, published, url)


def get_event_id(article_key: str, start: int, end: int, event_type: str) -> str:
    """Id of the event mention whose trigger stands at [start, end) of the article."""
    return "ev-" + get_digest(article_key, start, end, event_type)


def get_relation_id(article_key: str, subject_start: int, object_start: int, relation_type: str) -> str:
    """Id of the relation mention whose subject and object start there in the article."""
    return "re-" + get_digest(article_key, subject_start, object_start, relation_type)


def make_slug(name: str) -> str:
    """ASCII form of a name for use in an IRI.

    >>> make_slug("Nikol Pashinyan"), make_slug("Erdoğan’s AKP"), make_slug("Нагорный")
    ('nikol-pashinyan', 'erdogans-akp', 'x-5fad19e6')
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80]
    return slug or "x-" + get_digest(name, length=8)
