"""Who may see the pages: users and their log-ins, and the log of what they did."""
