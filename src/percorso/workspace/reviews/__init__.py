"""What do customers publish of the company, where, and is it answered?"""
