"""Registers of quality events of an older system: read, tried dry, imported in batches, reconciled with their source."""
