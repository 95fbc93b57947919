"""Names of actors and places, and what they stand for; ``SOURCES.md`` says where the tables come from."""
