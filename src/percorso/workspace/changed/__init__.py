"""What changed since last week or month?"""
