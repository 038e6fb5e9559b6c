"""What is asked of customers, who is asked, and what their answers come to."""
