"""The records and categories of the root cause work, for its pages."""

from tests.quality.causes.conftest import event as event
from tests.quality.causes.conftest import wear as wear
