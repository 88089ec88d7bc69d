"""Forms: what a person types, checked for shape; whether it is allowed is decided in the kernel."""
