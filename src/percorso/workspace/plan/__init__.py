"""What do we change: the actions people decided on, and where they stand on the map."""
