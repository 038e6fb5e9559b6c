"""The collector: takes messages over HTTP, and says yes only to what is on disk."""
