"""What customers allow: purposes, choices with their proof, and the one answer made of them."""
