"""What a person may ask for: everything held of them, and to be forgotten, proven."""
