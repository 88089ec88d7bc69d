"""Components: what they take (README.md), their examples (one .toml each) and the small marks drawn by Python.

A component's partial is ``templates/components/<name>.html``, its style ``static/components/<name>.css``.
"""
