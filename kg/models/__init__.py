"""The one multilingual event model: its vocabulary, its weights and the code that runs it."""
