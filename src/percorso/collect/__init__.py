"""How interactions get in: files of many shapes become rows, and rows become interactions."""
