"""Pure, frozen data: items, effects, runs, money, clock. No input or output."""
