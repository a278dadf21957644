import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

/// A chain with a pair of two tokens and a router; a base unit of the first token is worth a gwei.
///
/// Accounts 0 and 1 search with the first token, accounts 5 and 6 trade with both.
final class SwapWorld {
    static let tokenAddresses = [Address(truncating: 0x10), Address(truncating: 0x20)]
    static let reserves: (UInt256, UInt256) = (1_000_000_000_000, 2_000_000_000_000)
    static let funds: UInt256 = 500_000_000_000

    let fixture: AgentsFixture
    let tokens: [ERC20Token]
    let pair: SpotPair
    let router: SpotRouter
    private static let pairAddress = Address(truncating: 0x40)
    private static let routerAddress = Address(truncating: 0x60)

    init(_ overrides: [(key: String, value: String)] = [], seed: UInt64 = 1) throws {
        var placed: (tokens: [ERC20Token], pair: SpotPair, router: SpotRouter)?
        fixture = try AgentsFixture(overrides, seed: seed) { host in
            let tokens = try Self.tokenAddresses.map {
                try ERC20Token(at: $0, in: host, name: "", symbol: "")
            }
            let pair = try SpotPair(
                at: Self.pairAddress, in: host,
                tokens: (Self.tokenAddresses[0], Self.tokenAddresses[1]))
            let registry = try SpotPairRegistry(
                at: Address(truncating: 0x61), in: host, pairs: [pair])
            let router = try SpotRouter(at: Self.routerAddress, in: host, registry: registry)
            try pair.setGenesisReserves(
                Self.reserves, provider: Address(truncating: 0x7b),
                timestampSeconds: AgentsFixture.start.seconds, in: host)
            placed = (tokens, pair, router)
            for (account, held) in [(0, 1), (1, 1), (2, 3), (5, 3), (6, 3)] {
                let holder = try PrivateKey(UInt256(UInt64(1_000 + account))).address
                for (place, token) in tokens.enumerated() {
                    token.setGenesisAllowance(
                        .max, of: holder, for: Self.routerAddress, in: host.state)
                    if held & 1 << place == 0 { continue }
                    try token.setGenesisBalance(Self.funds, of: holder, in: host.state)
                }
            }
        }
        (tokens, pair, router) = try #require(placed)
    }

    func held(_ token: Int, by account: Int) -> UInt256 {
        let state = fixture.chain.host.state
        return tokens[token].balanceRaw(
            of: state.account(fixture.accounts[account]), in: state)
    }

    /// The pair as a node's head has it, for a swap that puts a token in.
    func pool(puttingIn token: Int) -> DirectedReserves {
        let data = pair.abi.function(named: "getReserves")?.selector.bytes ?? []
        let message = Message(sender: .zero, recipient: Self.pairAddress, data: data)
        let output = (try? fixture.view.call(message).output) ?? []
        let amounts = [0, 32].map { UInt256(bigEndianBytes: output[$0..<$0 + 32]) ?? .zero }
        return DirectedReserves(
            reserveIn: amounts[token], reserveOut: amounts[1 - token])
    }

    /// A swap through the router.
    func swap(
        _ token: Int, _ amountIn: UInt256, atLeast amountOutMin: UInt256, for account: Int
    ) throws -> CallIntent {
        let function = try #require(router.abi.function(named: "swapExactTokensForTokens"))
        let path = [Self.tokenAddresses[token], Self.tokenAddresses[1 - token]]
        return CallIntent(
            to: Self.routerAddress,
            data: try function.encodeCall([
                .uint(amountIn), .uint(amountOutMin), .array(path.map { .address($0) }),
                .address(fixture.accounts[account]), .uint(.max),
            ]), gasLimit: 250_000)
    }

    /// A swap's token, amount and limit; nil when a transaction is none.
    func read(
        _ seen: SubmittedTransaction
    ) -> (token: Int, amountIn: UInt256, amountOutMin: UInt256)? {
        guard seen.transaction.recipient == Self.routerAddress,
            let function = router.abi.function(named: "swapExactTokensForTokens"),
            let values = try? function.decodeCall(seen.transaction.data, rules: .solidity),
            case .uint(let amountIn) = values[0], case .uint(let amountOutMin) = values[1],
            case .array(let path) = values[2], case .address(let first) = path[0]
        else { return nil }
        return (first == Self.tokenAddresses[0] ? 0 : 1, amountIn, amountOutMin)
    }

    /// Finds sandwiches around swaps that put the first token in.
    func findSandwich(for account: Int) -> (SubmittedTransaction) -> Opportunity? {
        { [unowned self] seen in
            guard let swap = read(seen), swap.token == 0,
                let best = ConstantProductSandwich.best(
                    on: pool(puttingIn: 0), victimIn: swap.amountIn,
                    victimOutMin: swap.amountOutMin, capital: Self.funds),
                let front = try? self.swap(0, best.frontIn, atLeast: best.frontOut, for: account),
                let back = try? self.swap(1, best.frontOut, atLeast: best.frontIn, for: account)
            else { return nil }
            return Opportunity(
                front: front, back: back, gainWei: best.profit &* 1_000_000_000)
        }
    }

    /// A searcher of an account that hears what the first node shows.
    func searcher(
        _ account: Int, _ placement: SearchPlacement,
        find: ((SubmittedTransaction) -> Opportunity?)? = nil
    ) -> Searcher {
        let wallet = fixture.wallet(account)
        let searcher = Searcher(
            wallet, placement: placement, find: find ?? findSandwich(for: account))
        fixture.observe { searcher.handle($0) }
        return searcher
    }

    /// Somebody's swap of the first token, with a tolerance in thousandths, at once at the node.
    func sendVictim(
        _ amountIn: UInt256 = 10_000_000_000, tolerancePerMille: UInt64 = 10,
        tip: UInt256 = gwei(2), account: Int = 5
    ) throws -> (submission: Submission, quoted: UInt256, least: UInt256) {
        let quoted = pool(puttingIn: 0).amountOut(for: amountIn)
        let least = quoted.scaled(perMille: 1_000 - tolerancePerMille)
        let intent = try swap(0, amountIn, atLeast: least, for: account)
        let wallet = fixture.wallet(account, isHearing: false)
        let submission: Submission
        let transaction = wallet.composer.transaction(
            intent, nonce: try fixture.view.nonce(of: wallet.address),
            bid: GasBid(tipWei: tip, capWei: gwei(50)))
        switch fixture.chain.settings.signatures {
        case .elided:
            submission = try fixture.chain.accept(
                transaction, from: wallet.address, at: fixture.node)
        case .verified:
            submission = try fixture.chain.accept(
                transaction.signed(by: fixture.keys[account]).raw, at: fixture.node)
        }
        return (submission, quoted, least)
    }
}
