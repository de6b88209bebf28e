"""The back office of the sample company "Fjord & Polder Trading B.V.": a web application for robots to type into.

It holds no robot code. It counts every write it stored (``GET /counts``), so that anybody can check how often
a piece of work really happened, and it can misbehave on demand (``POST /mischief``).
"""
