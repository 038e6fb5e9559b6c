"""The pages people open in a browser: the map, the customers, the sources."""
