"""What is asked in a survey, which question follows which answer, and what answers tell."""
