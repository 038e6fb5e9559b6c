"""Where things are kept: archive, warehouse, records. The only room that speaks to databases."""
