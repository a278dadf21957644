extension SpotVenueError: CustomStringConvertible {
    /// The refusal in words, with its figures in wad.
    public var description: String {
        switch self {
        case .depthExhausted(let baseWadMax): "the venue can fill \(baseWadMax) of base at most"
        case .unreachablePrice(let price): "no trade leads to a price of \(price)"
        case .insufficientFunds(let needed, let held):
            "the order needs \(needed), the account holds \(held)"
        case .limitReached: "the price is at the limit of the order already"
        case .amountOutOfRange(let amount):
            "an amount is 1 to 2^112 and buys something, not \(amount)"
        case .halted: "the venue is halted"
        }
    }
}
