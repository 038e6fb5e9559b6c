"""Formulas with a paper: arrays in, numbers out, nothing read and nothing written."""
