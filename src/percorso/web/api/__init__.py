"""The JSON twin of the pages under `/api`: the same numbers, for programs."""
