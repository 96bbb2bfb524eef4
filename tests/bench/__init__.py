"""Benchmarks, printed by ``make bench``: measures, not tests, that never fail for being slow."""
