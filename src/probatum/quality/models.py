"""Every table of the quality area, gathered where Django looks for them."""

from probatum.quality.access import AccessItem, AccessReview
from probatum.quality.trail import ReviewItem, TrailReview

__all__ = ["AccessItem", "AccessReview", "ReviewItem", "TrailReview"]
