"""What do customers say? Language, mood, themes, intent and urgency of texts, offline."""
