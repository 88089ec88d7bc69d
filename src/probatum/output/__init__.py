"""Output turns plain data into bytes: conversion, stamps, signature pages, seals, printed records.

It knows no record, no person and no request; the caller hands in dataclasses of this package.
"""
