"""What makes the data, runs the contestants, judges their answers and writes the page."""
