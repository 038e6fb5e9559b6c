"""The partial step of every measure: counts over whole customers, which add up."""
