"""Clients of others, unmodified, against a live server."""
