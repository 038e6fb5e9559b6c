"""Is what is held by source and day what the source itself counts, and if not, why?"""
