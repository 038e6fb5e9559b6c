"""The one path builder: interactions of customers in, journeys and their visits out.

Everything downstream reads the `Path` made here, so that the same number agrees in every view.
"""
