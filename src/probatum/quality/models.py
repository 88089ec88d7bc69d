"""Every table of the quality area, gathered where Django looks for them."""

from probatum.quality.trail import ReviewItem, TrailReview

__all__ = ["ReviewItem", "TrailReview"]
