"""What goes out of the house, tried on portals of our own over loopback."""
