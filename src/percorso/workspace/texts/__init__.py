"""What customers wrote: read once, kept beside what it was read from, and told by theme."""
