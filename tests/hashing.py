"""The password hash of the product at a thousandth of its cost, so that a test with ten people takes no seconds."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class QuickHasher(ScryptPasswordHasher):
    """scrypt with a tiny work factor."""

    work_factor = 2**4
    parallelism = 1
