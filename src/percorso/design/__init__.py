"""Which colours does all we show have? Two themes, one set of names, for maps and for pages."""
