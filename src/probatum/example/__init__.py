"""The example company: a fictional biotech whose people, roles and documents show the product at work."""
