"""How a comparison is said and drawn: sentences, changes on cards and ribbons, its tables."""
