"""Pages of the access review: open one, keep or end each role, name reviewers, take the list as a file or on paper."""
