"""What customers say, told: where we listen, and the lists texts are read with."""
