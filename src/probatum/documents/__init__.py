"""Controlled documents: the foundation on which training, quality events and submissions stand."""
