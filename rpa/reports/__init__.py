"""What happened, for people: reads the ledger, never the engine."""
