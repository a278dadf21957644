/// Keeper bots under test.
