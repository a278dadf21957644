import EthereumPrimitives
import OrderBook
import WideIntegers

/// The accounts of an exchange by their owners' addresses, with the collateral that is no margin.
struct ExchangeAccounts {
    /// An account.
    struct Entry {
        let address: Address
        /// Whether all that it has is margin, as a maker's is, so that nothing goes back by itself.
        let isCross: Bool
        /// Units of money.
        var collateral: Int128 = 0
    }

    private(set) var entries: [Entry] = []
    private var places: [Address: AccountIndex] = [:]
    /// Owners in ascending order, in which positions are told.
    private(set) var byAddress: [Address] = []
    /// The last rate of funding, wad.
    var fundingRateWad = Int256.zero

    subscript(account: AccountIndex) -> Entry {
        get { entries[Int(account)] }
        set { entries[Int(account)] = newValue }
    }

    /// Opens an account, or finds the one that there is.
    mutating func open(_ address: Address, isCross: Bool) -> AccountIndex {
        if let known = places[address] { return known }
        let account = AccountIndex(entries.count)
        entries.append(Entry(address: address, isCross: isCross))
        places[address] = account
        let place = byAddress.firstIndex { address < $0 } ?? byAddress.count
        byAddress.insert(address, at: place)
        return account
    }

    /// The account of an owner; nil for none.
    func account(of address: Address) -> AccountIndex? { places[address] }

    /// The owner of an account.
    func address(of account: AccountIndex) -> Address {
        entries.indices.contains(Int(account)) ? entries[Int(account)].address : .zero
    }

    /// Collateral of all accounts together.
    var collateral: Int128 { entries.reduce(0) { $0 + $1.collateral } }
}
