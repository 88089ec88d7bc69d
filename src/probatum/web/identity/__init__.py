"""Sign-in, second factors, sessions and a person's own pages."""
