"""The back office of the sample company "Fjord & Polder Trading B.V.": a web application.

Robots type into it; it holds no robot code. It counts every write it stored (``GET /counts``), so that one
can check how often a piece of work really happened, and it can misbehave on demand (``POST /mischief``).
"""
