import EthereumPrimitives
import WideIntegers

/// Whom an account belongs to.
struct AccountOwner: Hashable, Sendable {
    /// Its name.
    var name: String
    /// Its population; for accounts of the protocol their own name.
    var population: String
    /// The kind of the population.
    var kind: String
}

/// What one account has gained and paid by cause, wad of collateral, and what it has sent.
struct AccountTally: Hashable, Sendable {
    var fundingWad = Int256.zero
    var feesWad = Int256.zero
    var penaltiesWad = Int256.zero
    var lossesWad = Int256.zero
    var transfersWad = Int256.zero
    /// Collateral received from pairs less paid to them.
    var pairQuoteWad = Int256.zero
    /// Quote paid for base, at pairs and exchanges, whatever came back.
    var spotSpentWad = UInt256.zero
    var realisedWad = Int256.zero
    var feesWonWad = UInt256.zero
    var liquidationsWon: UInt64 = 0
    var sent: UInt64 = 0
    var included: UInt64 = 0
    var reverted: UInt64 = 0
    var gasWei = UInt256.zero
    var gasWastedWei = UInt256.zero
}

/// All accounts of a run by their owners, with their tallies.
///
/// Accounts that belong to nobody known, such as background traffic, are not kept.
struct AccountBook {
    /// Owners in the order in which they were entered.
    private(set) var owners: [AccountOwner] = []
    /// Their addresses.
    private(set) var addresses: [Address] = []
    /// Their tallies.
    var tallies: [AccountTally] = []
    private var places: [Address: Int] = [:]

    /// Enters an account.
    mutating func add(_ address: Address, _ owner: AccountOwner) {
        guard places[address] == nil else { return }
        places[address] = owners.count
        owners.append(owner)
        addresses.append(address)
        tallies.append(AccountTally())
    }

    /// The place of an account; nil for one that belongs to nobody known.
    func place(of address: Address) -> Int? { places[address] }

    /// The name of an account's owner; nil for one that belongs to nobody known.
    func name(of address: Address) -> String? { places[address].map { owners[$0].name } }

    /// The owner's name, or the address where there is none.
    func nameOrAddress(of address: Address) -> String { name(of: address) ?? "\(address)" }

    /// Whether an account is the first of its owner.
    func isFirst(_ address: Address) -> Bool {
        guard let place = places[address] else { return false }
        return owners.firstIndex { $0.name == owners[place].name } == place
    }

    /// Changes the tally of an account, if it belongs to somebody.
    mutating func tally(_ address: Address, _ change: (inout AccountTally) -> Void) {
        if let place = places[address] { change(&tallies[place]) }
    }
}
