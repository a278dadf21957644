extension OffChainExchange {
    /// Checks the exchange's books (statements 1 and 2), walking over all accounts.
    public func checkInvariants() throws(VenueInvariantViolation) {
        try ledger.checkInvariants()
    }
}
