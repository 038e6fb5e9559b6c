"""How is told what changed: in sentences, for a terminal, on a page of paper?"""
