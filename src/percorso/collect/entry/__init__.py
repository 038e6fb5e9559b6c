"""How do people put contacts in by hand: at a counter, from a list, at a stand?"""
