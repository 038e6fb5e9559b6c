"""The cells of a workbook (XLSX), read in a process of its own with the standard library alone.

What is read there is not trusted: the process has limits of memory and time and imports nothing
of Percorso but this folder, so a hostile file can end itself and nothing else.
"""
