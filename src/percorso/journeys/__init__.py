"""What people do: journeys cut from interactions, and the map drawn from them."""
