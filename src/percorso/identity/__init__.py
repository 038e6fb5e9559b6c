"""Which records are one person: keyed identifiers, links, rails, and who owns a reference."""
