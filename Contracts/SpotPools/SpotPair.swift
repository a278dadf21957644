import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A pool of two tokens whose product never falls, with a price accumulator and flash swaps.
///
/// Its shares are a token of their own, without permits. There is no factory: pairs are placed while
/// the world is built.
/// - Source: Uniswap v2 core, `UniswapV2Pair` and `UniswapV2ERC20`.
public final class SpotPair: TokenInterface {
    /// Shares that the first provider leaves behind for good.
    public static let minimumLiquidity: UInt256 = 1_000

    /// The functions and events.
    public let abi: ContractABI
    /// Where it stands.
    public let account: AccountID
    /// The token with the lower address.
    public let token0: AccountID
    /// The token with the higher address.
    public let token1: AccountID
    /// The fee on what goes in, in parts of a thousand.
    public let feePerMille: UInt64

    let table: DispatchTable<Function>
    let reservesSlot: Slot
    let cumulative0Slot: Slot
    let cumulative1Slot: Slot
    let lastProductSlot: Slot
    let unlockedSlot: Slot
    let supplySlot: Slot
    let balances: SlotTable
    let allowances: SlotTable
    /// Who is paid a sixth of the fees in new shares; nil when nobody is.
    let protocolFeeRecipient: AccountID?
    let topics: InlineArray<6, UInt256>
    let callback: ABIFunction

    /// Places an empty pair.
    ///
    /// - Parameters:
    ///   - tokens: two different addresses, in any order.
    ///   - feePerMille: 0 to 999.
    ///   - protocolFeeRecipient: who gets a sixth of the growth as new shares.
    public init(
        at address: Address, in host: ContractHost, tokens: (Address, Address),
        feePerMille: UInt64 = SpotMath.usualFeePerMille, protocolFeeRecipient: Address? = nil
    ) throws(SpotPoolParameterError) {
        guard tokens.0 != tokens.1 else { throw .sameTokens(tokens.0) }
        guard feePerMille < 1_000 else { throw .feeTooHigh(perMille: feePerMille) }
        do throws(ABIDeclarationError) {
            abi = try ContractABI("UniswapV2Pair", declarations: SpotPair.declarations)
            callback = try ABIFunction(parsing: SpotPair.callbackDeclaration)
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        let state = host.state
        account = state.account(address)
        token0 = state.account(min(tokens.0, tokens.1))
        token1 = state.account(max(tokens.0, tokens.1))
        self.feePerMille = feePerMille
        self.protocolFeeRecipient = protocolFeeRecipient.map { state.account($0) }
        reservesSlot = state.addSlots(6)
        cumulative0Slot = reservesSlot.advanced(by: 1)
        cumulative1Slot = reservesSlot.advanced(by: 2)
        lastProductSlot = reservesSlot.advanced(by: 3)
        unlockedSlot = reservesSlot.advanced(by: 4)
        supplySlot = reservesSlot.advanced(by: 5)
        balances = state.addTable(width: 1)
        allowances = state.addTable(width: 1)
        let events = abi.events
        topics = InlineArray { UInt256(events[$0].topic0) }
        state.write(.one, to: unlockedSlot)
        host.deploy(self, at: account)
    }

    private static let callbackDeclaration =
        "uniswapV2Call(address sender, uint256 amount0, uint256 amount1, bytes data)"

    private static let declarations = [
        "function name() pure returns (string)",
        "function symbol() pure returns (string)",
        "function decimals() pure returns (uint8)",
        "function totalSupply() view returns (uint256)",
        "function balanceOf(address owner) view returns (uint256)",
        "function allowance(address owner, address spender) view returns (uint256)",
        "function approve(address spender, uint256 value) returns (bool)",
        "function transfer(address to, uint256 value) returns (bool)",
        "function transferFrom(address from, address to, uint256 value) returns (bool)",
        "function MINIMUM_LIQUIDITY() pure returns (uint256)",
        "function token0() view returns (address)",
        "function token1() view returns (address)",
        """
        function getReserves() view returns (uint112 reserve0, uint112 reserve1, \
        uint32 blockTimestampLast)
        """,
        "function price0CumulativeLast() view returns (uint256)",
        "function price1CumulativeLast() view returns (uint256)",
        "function kLast() view returns (uint256)",
        "function mint(address to) returns (uint256 liquidity)",
        "function burn(address to) returns (uint256 amount0, uint256 amount1)",
        "function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes data)",
        "function skim(address to)",
        "function sync()",
        "event Transfer(address indexed from, address indexed to, uint256 value)",
        "event Approval(address indexed owner, address indexed spender, uint256 value)",
        "event Mint(address indexed sender, uint256 amount0, uint256 amount1)",
        "event Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to)",
        """
        event Swap(address indexed sender, uint256 amount0In, uint256 amount1In, \
        uint256 amount0Out, uint256 amount1Out, address indexed to)
        """,
        "event Sync(uint112 reserve0, uint112 reserve1)",
    ]
}

/// Gas that a pair's bytecode spends beside storage, logs and calls.
///
/// Estimates: no recorded bytecode stands behind them.
enum SpotGas {
    static let view: UInt64 = 250
    static let swap: UInt64 = 5_500
    static let liquidity: UInt64 = 5_000
    static let balance: UInt64 = 2_000
    static let router: UInt64 = 3_000
    static let routerHop: UInt64 = 3_500
}

// MARK: - While the world is built

extension SpotPair {
    /// Gives the empty pair reserves, out of nothing, and their shares to a provider.
    ///
    /// - Precondition: the pair has no shares yet.
    package func setGenesisReserves(
        _ amount: (of0: UInt256, of1: UInt256), provider: Address, timestampSeconds: UInt64,
        in host: ContractHost
    ) throws(SpotPoolParameterError) {
        let state = host.state
        precondition(state[supplySlot].isZero, "a pair with shares already")
        for amount in [amount.of0, amount.of1] where amount > SpotReserves.reserveMax {
            throw .reserveTooLarge(amount)
        }
        let shares = (amount.of0 &* amount.of1).squareRoot
        guard shares > SpotPair.minimumLiquidity else {
            throw .reservesTooSmall(amount.of0, amount.of1)
        }
        let contracts = (try genesisToken(token0, in: host), try genesisToken(token1, in: host))
        let holder = state.address(of: account)
        do throws(TokenParameterError) {
            try contracts.0.setGenesisBalance(amount.of0, of: holder, in: state)
            try contracts.1.setGenesisBalance(amount.of1, of: holder, in: state)
        } catch {
            throw .token(error)
        }
        state.write(SpotPair.minimumLiquidity, to: state.record(in: balances, .zero))
        state.write(
            shares &- SpotPair.minimumLiquidity,
            to: state.record(in: balances, state.account(provider)))
        state.write(shares, to: supplySlot)
        let reserves = SpotReserves(
            reserve0: amount.of0, reserve1: amount.of1,
            timestampLast: UInt32(truncatingIfNeeded: timestampSeconds))
        state.write(reserves.packed, to: reservesSlot)
        if protocolFeeRecipient != nil {
            state.write(amount.of0 &* amount.of1, to: lastProductSlot)
        }
    }

    private func genesisToken(
        _ token: AccountID, in host: ContractHost
    ) throws(SpotPoolParameterError) -> any GenesisToken {
        guard let contract = host.contract(at: token) as? any GenesisToken else {
            throw .noGenesisToken(host.state.address(of: token))
        }
        return contract
    }

    /// The reserves, without gas, for reports and venues.
    package func reserves(in state: WorldState) -> SpotReserves {
        SpotReserves(packed: state[reservesSlot])
    }
}
