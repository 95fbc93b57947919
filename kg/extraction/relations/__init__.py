"""Relations between those whom a sentence names: offices, memberships, places in places, who backs, opposes or controls whom."""

from kg.extraction.relations.extract import extract_relations
from kg.extraction.relations.office_keys import get_office_key, get_office_name

__all__ = ["extract_relations", "get_office_key", "get_office_name"]
