"""What maps are asked for and counted over, and the catalogue and definitions they rest on."""
