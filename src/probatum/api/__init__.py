"""The interface for programs, /api/v1: the same functions, rights and traces as the pages, derived from the definitions (ADR-0043)."""
