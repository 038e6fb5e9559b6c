"""What arrived is brought into the warehouse, each once: stored, named, linked, sealed."""
