"""Who is to be looked after: customers who said that something went badly, and how it went on."""
