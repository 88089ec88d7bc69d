"""Drawings made on the server: plain data in, SVG out, for the page and for paper. Text is wrapped by measured widths."""
