"""From an article's text to its events: sentences, the model's readings, dates, casualties, claims."""
