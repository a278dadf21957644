import ContractRuntime
import EthereumPrimitives
import JSONText
import WideIntegers

/// Accounts that a call sees otherwise than they are.
///
/// Balance and nonce can be set. Code and storage cannot, since contracts are native.
/// - Source: go-ethereum, internal/ethapi/override/override.go.
struct StateOverride {
    private var accounts: [(address: Address, balanceWei: UInt256?, nonce: UInt64?)] = []

    /// Nothing is otherwise.
    init() {}

    init(_ view: JSONView) throws(HexProblem) {
        guard view.kind == .object else {
            throw HexProblem(view.kindName, into: "override.StateOverride")
        }
        for (name, value) in try StateOverride.accounts(of: view) {
            for refused: StaticString in ["code", "state", "stateDiff", "movePrecompileToAddress"]
            where value.member(refused) != nil {
                throw HexProblem(
                    "account \(name): \(refused) cannot be overridden, since contracts are native")
            }
            accounts.append(
                (
                    name, try value.member("balance")?.quantity(),
                    try value.member("nonce")?.number64()
                ))
        }
    }

    private static func accounts(
        of view: JSONView
    ) throws(HexProblem) -> [(Address, JSONView)] {
        var found: [(Address, JSONView)] = []
        for member in view.members {
            guard let bytes = try? [UInt8](hex: member.name), let address = Address(bytes: bytes)
            else {
                throw HexProblem("'\(member.name)' is no address")
            }
            guard member.value.kind == .object else {
                throw HexProblem(member.value.kindName, into: "override.OverrideAccount")
            }
            found.append((address, member.value))
        }
        return found
    }

    /// Whether nothing is otherwise.
    var isEmpty: Bool { accounts.isEmpty }

    /// Sets the accounts in a state that goes back afterwards.
    func apply(to state: WorldState) {
        for account in accounts {
            let id = state.account(account.address)
            if let balance = account.balanceWei { state.setBalanceWei(balance, of: id) }
            if let nonce = account.nonce { state.setNonce(nonce, of: id) }
        }
    }
}

/// What a call sees otherwise of its block.
struct BlockOverride {
    private var number: UInt64?
    private var timestampSeconds: UInt64?
    private var gasLimit: UInt64?
    private var coinbase: Address?
    private var baseFeeWei: UInt256?

    /// Nothing is otherwise.
    init() {}

    init(_ view: JSONView) throws(HexProblem) {
        guard view.kind == .object else {
            throw HexProblem(view.kindName, into: "override.BlockOverrides")
        }
        number = try view.member("number")?.moderate()
        timestampSeconds = try (view.member("time") ?? view.member("timestamp"))?.moderate()
        gasLimit = try view.member("gasLimit")?.quantity64()
        coinbase = try (view.member("feeRecipient") ?? view.member("coinbase"))?.address()
        baseFeeWei = try (view.member("baseFeePerGas") ?? view.member("baseFee"))?.quantity()
    }

    /// The block as the call sees it.
    func applied(to block: BlockEnvironment) -> BlockEnvironment {
        var block = block
        block.number = number ?? block.number
        block.timestampSeconds = timestampSeconds ?? block.timestampSeconds
        block.gasLimit = gasLimit ?? block.gasLimit
        block.coinbase = coinbase ?? block.coinbase
        block.baseFeePerGasWei = baseFeeWei ?? block.baseFeePerGasWei
        return block
    }
}

extension JSONView {
    /// A height or a time that contracts can add to without passing 64 bits.
    fileprivate func moderate() throws(HexProblem) -> UInt64 {
        let number = try quantity64()
        guard number < 1 << 62 else {
            throw HexProblem("hex number > 62 bits", into: "hexutil.Uint64")
        }
        return number
    }
}
