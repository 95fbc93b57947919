"""The exceptions of conflict-kg, all of them.

::

    ConflictKgError
    ├── InputError       an article, folder or file that cannot be read
    ├── CodebookError    an event type or mode that the codebook does not know, or a codebook file with a fault
    ├── ModelError       weights that are missing, damaged or of another version
    ├── ExportError      an unknown format, or a graph that the format cannot hold
    ├── QueryError       a SPARQL query that is wrong or not allowed
    └── StoreError       a graph folder that is missing, locked or damaged

Every message says what happened, where, and what to do next. A caller's mistake raises; a bad article becomes a counted
:class:`schemas.record.Failure` in the report of the run.
"""


class ConflictKgError(Exception):
    """Root of all errors that this project raises on purpose."""


class InputError(ConflictKgError):
    """An article, folder or file cannot be read."""


class CodebookError(ConflictKgError):
    """An event type or mode is unknown, or a codebook file has a fault."""


class ModelError(ConflictKgError):
    """Model weights are missing, damaged or of another version."""


class ExportError(ConflictKgError):
    """A format is unknown, or it cannot hold this graph."""


class QueryError(ConflictKgError):
    """A SPARQL query is wrong, not allowed, or names something that does not exist."""


class StoreError(ConflictKgError):
    """A graph folder is missing, locked or damaged."""
