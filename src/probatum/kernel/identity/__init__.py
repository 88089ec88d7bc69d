"""Identity: accounts, sign-in, passwords, sessions, roles in scopes, delegation (21 CFR 11.10(d), (g), 11.100, 11.200, 11.300)."""
