"""What rows does a file hold: one module for each way a file can be written."""
