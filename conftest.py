"""What is not collected where an extra is not installed: the doctests of the server need its libraries."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("fastapi") else ["kg/server"]
