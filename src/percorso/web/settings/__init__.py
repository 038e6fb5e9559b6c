"""The pages of what holds for everybody: stages, journeys, legal bases, keys, retention."""
