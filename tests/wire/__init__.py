"""HTTP/1.1 as the server speaks it, held against the text of RFC 9110 and RFC 9112."""
