"""A graph in, a file out: RDF, networks, tables (imports ``schemas`` and graph libraries, never ``kg``).

``PROJECT`` lets :mod:`kg` notice when another distribution's top-level package of the same name shadows this one.
"""

PROJECT = "conflict-kg"
