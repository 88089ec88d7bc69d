"""Pages for people: templates, components, static files and thin views."""
