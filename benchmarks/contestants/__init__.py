"""The tools that are measured, one readable file each."""
