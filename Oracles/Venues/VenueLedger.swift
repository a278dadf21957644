import WideIntegers

/// An off-chain venue's own books: accounts by name, the liquidity that they trade against, fees.
///
/// Money comes in by deposits alone and leaves by withdrawals alone. Orders move it between
/// accounts, liquidity and fees. What the makers of a book have given and taken stands under
/// liquidity, which may be below zero: they hold their capital elsewhere. All amounts are in wad.
public final class VenueLedger {
    /// The most that one deposit brings.
    public static let depositMax: UInt256 = .one << 112
    /// The most that all deposits of an asset bring.
    static let depositedMax: UInt256 = .one << 200

    /// What an account holds.
    public struct Balance: Hashable, Sendable {
        /// Base, wad.
        public internal(set) var baseWad: UInt256 = .zero
        /// Quote, wad.
        public internal(set) var quoteWad: UInt256 = .zero
    }

    /// The running totals of one asset, wad.
    public struct Totals: Hashable, Sendable {
        /// All that ever came in.
        public internal(set) var depositedWad: UInt256 = .zero
        /// All that ever left.
        public internal(set) var withdrawnWad: UInt256 = .zero
        /// What the accounts hold together.
        public internal(set) var heldWad: UInt256 = .zero
        /// What the liquidity side has; below zero where it has given more than it took.
        public internal(set) var liquidityWad: Int256 = .zero
        /// Fees that the venue has earned.
        public internal(set) var feesWad: UInt256 = .zero
    }

    /// Totals of base.
    public internal(set) var base = Totals()
    /// Totals of quote.
    public internal(set) var quote = Totals()
    /// Names of the accounts, in order of their first deposit or fill.
    public private(set) var names: [String] = []

    var balances: [Balance] = []
    private var indexByName: [String: Int] = [:]

    /// Empty books.
    public init() {}

    /// What an account holds; nothing where there is none of that name.
    public func balance(of name: String) -> Balance {
        indexByName[name].map { balances[$0] } ?? Balance()
    }

    /// Brings money in for an account.
    /// - Throws: `.amountOutOfRange` for more than 2^112 at once, or 2^200 in all.
    public func deposit(
        baseWad: UInt256 = .zero, quoteWad: UInt256 = .zero, to name: String
    ) throws(SpotVenueError) {
        for (amount, totals) in [(baseWad, base), (quoteWad, quote)] {
            guard amount <= Self.depositMax, totals.depositedWad &+ amount <= Self.depositedMax
            else { throw .amountOutOfRange(amount) }
        }
        let index = index(of: name)
        balances[index].baseWad = balances[index].baseWad &+ baseWad
        balances[index].quoteWad = balances[index].quoteWad &+ quoteWad
        base.depositedWad = base.depositedWad &+ baseWad
        base.heldWad = base.heldWad &+ baseWad
        quote.depositedWad = quote.depositedWad &+ quoteWad
        quote.heldWad = quote.heldWad &+ quoteWad
    }

    /// Takes money out of an account.
    /// - Throws: `.insufficientFunds`; nothing changes then.
    public func withdraw(
        baseWad: UInt256 = .zero, quoteWad: UInt256 = .zero, from name: String
    ) throws(SpotVenueError) {
        let held = balance(of: name)
        guard baseWad <= held.baseWad else {
            throw .insufficientFunds(needed: baseWad, held: held.baseWad)
        }
        guard quoteWad <= held.quoteWad else {
            throw .insufficientFunds(needed: quoteWad, held: held.quoteWad)
        }
        let index = index(of: name)
        balances[index].baseWad = held.baseWad &- baseWad
        balances[index].quoteWad = held.quoteWad &- quoteWad
        base.withdrawnWad = base.withdrawnWad &+ baseWad
        base.heldWad = base.heldWad &- baseWad
        quote.withdrawnWad = quote.withdrawnWad &+ quoteWad
        quote.heldWad = quote.heldWad &- quoteWad
    }

    /// The account of a name, opened where there is none.
    func index(of name: String) -> Int {
        if let index = indexByName[name] { return index }
        indexByName[name] = balances.count
        names.append(name)
        balances.append(Balance())
        return balances.count - 1
    }
}
