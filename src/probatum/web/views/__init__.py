"""The pages: each reads what it needs, calls one domain function, and renders."""
