"""The words that stand before values on invoices, receipts and orders, one module per language.

Each category holds one wording per line. `a/b` is either word, `(a)` may be missing. Case, accents, dots, hyphens and
colons do not count; `#`, `N°` and `Nº` count as the word `no`.
"""
