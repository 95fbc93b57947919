"""What can be said: the records, the codebook and the identifiers of conflict-kg (standard library and pydantic only).

``PROJECT`` lets :mod:`kg` notice when another distribution's top-level package of the same name shadows this one.
"""

PROJECT = "conflict-kg"
