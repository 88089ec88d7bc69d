"""The gallery: every component with its examples, and whole pages made of them. Serves no customer data."""
