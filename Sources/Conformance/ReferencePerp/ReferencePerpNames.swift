import EthereumPrimitives
import WideIntegers

/// The names of a setup and their addresses.
///
/// Accounts have addresses in the order of their list, which ties are decided by; contracts stand above
/// all accounts.
struct ReferencePerpNames {
    /// What a name stands for.
    enum Kind: UInt64, CaseIterable {
        case account = 1
        case fund, feed, market, contract
    }

    private struct Named {
        let name: String
        let kind: Kind
    }

    /// The clearing house.
    static let house = Address(truncating: number(.contract, 0))
    /// The token.
    static let token = Address(truncating: number(.contract, 1))

    private var addresses: [String: (kind: Kind, address: Address)] = [:]
    private var names: [Address: Named] = [:]

    /// Names in the order of their addresses.
    private(set) var lists: [Kind: [String]] = [:]

    private static func number(_ kind: Kind, _ index: UInt64) -> UInt256 {
        UInt256(kind.rawValue << 32 | index)
    }

    /// Gives a name the next address of its kind.
    mutating func add(_ json: PlacedJSON, _ name: String, _ kind: Kind) throws(VectorFileError) {
        guard addresses[name] == nil, !name.isEmpty, !name.contains(":") else {
            throw VectorFileError(
                place: json.place, reason: "\"\(name)\" is empty, used twice or has a colon")
        }
        let index = UInt64(lists[kind, default: []].count)
        let address = Address(truncating: Self.number(kind, index))
        lists[kind, default: []].append(name)
        addresses[name] = (kind, address)
        names[address] = Named(name: name, kind: kind)
    }

    /// The address of a name that is known.
    func address(_ json: PlacedJSON, _ kind: Kind) throws(VectorFileError) -> Address {
        let known = lists[kind, default: []]
        return try json.word(known.map { ($0, address(known: $0)) })
    }

    /// The address of a name that this holds; the zero address for any other.
    func address(known name: String) -> Address { addresses[name]?.address ?? .zero }

    /// The address of a name, or one that nothing stands at where there is no such name.
    func addressOrNone(_ json: PlacedJSON, _ kind: Kind) throws(VectorFileError) -> Address {
        let name = try json.text()
        if let known = addresses[name], known.kind == kind { return known.address }
        return Address(truncating: UInt256(Keccak256.hash(Array(name.utf8))))
    }

    /// The account, fund (`fund:` and its name) or fee pool (`fees:` and its market's) that can have a
    /// claim.
    func claimant(_ json: PlacedJSON) throws(VectorFileError) -> Address {
        let names = claimants
        return try json.word(names.map { ($0.name, $0.address) })
    }

    /// All that can have claims.
    var claimants: [(name: String, address: Address)] {
        [Kind.account, .fund, .market].flatMap { lists[$0, default: []] }
            .map { address(known: $0) }.map { (claimName($0), $0) }
    }

    /// The name of an address, or the address itself where it has none.
    func name(_ address: Address) -> String { names[address]?.name ?? address.checksummed }

    /// The name under which an address has claims.
    func claimName(_ address: Address) -> String {
        switch names[address]?.kind {
        case .fund: "fund:\(name(address))"
        case .market: "fees:\(name(address))"
        default: name(address)
        }
    }
}
