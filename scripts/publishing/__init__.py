"""Publishing: what goes out of the house, to stores and portals of others."""
