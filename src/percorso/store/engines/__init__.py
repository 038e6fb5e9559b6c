"""Where counting runs, when it does not run here."""
