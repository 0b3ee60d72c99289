"""The wire: HTTP/1.1 on a socket (RFC 9112); knows nothing of what is asked or answered."""
