"""The nouns of Percorso as plain values and rules, with no input and no output."""
