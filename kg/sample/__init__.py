"""The packaged sample: ``karabakh.jsonl``, the project's own news articles on the 2020 Karabakh war (README.md beside it)."""
