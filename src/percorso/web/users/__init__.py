"""The pages of who may see the pages: logging in, users, settings, and the log of acts."""
