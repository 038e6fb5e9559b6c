"""How do customers stand? What they lived and said as evidence, and the Happy Index from it."""
