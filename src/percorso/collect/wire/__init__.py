"""The Segment wire: what a body holds, what of it is refused, and what an event tells."""
