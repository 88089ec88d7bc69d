"""Fixtures of the identity tests."""

from tests.kernel.identity.company import administrators

__all__ = ["administrators"]
