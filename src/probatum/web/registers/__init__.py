"""The pages of imports of registers of quality events."""
