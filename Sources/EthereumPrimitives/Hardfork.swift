/// A version of the Ethereum protocol's rules; later ones compare greater.
///
/// Forks that change no rule of transactions, gas or fees have no case of their own.
public enum Hardfork: String, CaseIterable, Hashable, Sendable {
    /// July 2015.
    case frontier = "Frontier"
    /// EIP-2: creation costs 53,000, signatures with low s only.
    case homestead = "Homestead"
    /// EIP-150.
    case tangerineWhistle = "TangerineWhistle"
    /// EIP-155: replay protection by chain id; EIP-158.
    case spuriousDragon = "SpuriousDragon"
    /// EIP-649 and others.
    case byzantium = "Byzantium"
    /// EIP-1283 and others.
    case constantinople = "Constantinople"
    /// Constantinople without EIP-1283.
    case petersburg = "Petersburg"
    /// EIP-2028: 16 gas for a non-zero byte; EIP-2200.
    case istanbul = "Istanbul"
    /// EIP-2929: cold and warm access; EIP-2930: access lists.
    case berlin = "Berlin"
    /// EIP-1559: base fee; EIP-3529: smaller refunds.
    case london = "London"
    /// EIP-3675: proof of stake.
    case paris = "Paris"
    /// EIP-3860: init code limit and gas; EIP-3651: warm coinbase.
    case shanghai = "Shanghai"
    /// EIP-1153, EIP-4844 and others.
    case cancun = "Cancun"
    /// EIP-7623: floor of calldata gas; EIP-7702: authorizations.
    case prague = "Prague"
    /// EIP-7825: limit of a transaction's gas.
    case osaka = "Osaka"

    private var order: Int {
        switch self {
        case .frontier: 0
        case .homestead: 1
        case .tangerineWhistle: 2
        case .spuriousDragon: 3
        case .byzantium: 4
        case .constantinople: 5
        case .petersburg: 6
        case .istanbul: 7
        case .berlin: 8
        case .london: 9
        case .paris: 10
        case .shanghai: 11
        case .cancun: 12
        case .prague: 13
        case .osaka: 14
        }
    }
}

extension Hardfork: Comparable {
    /// Order of activation.
    public static func < (left: Hardfork, right: Hardfork) -> Bool {
        left.order < right.order
    }
}
