"""The version of the software, for what it writes to say."""

__version__ = "0.1.0"
