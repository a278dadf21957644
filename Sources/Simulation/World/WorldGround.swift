import Chain
import ContractRuntime
import PerpContracts
import SimulationKernel
import WideIntegers

/// All that stands before the first block: contracts, balances and positions in an unsealed state.
///
/// A run makes its chain on it, and so does whoever replays a recording of one.
public struct WorldGround {
    /// What the chain is run by.
    public let settings: ChainSettings
    /// The root of all chance.
    let random: RandomSource
    let genesis: Genesis
    let outside: OutsideWorld
    let roster: Roster
    let assembly: MarketAssembly
    let placed: [GenesisPosition]

    /// The contracts and the state, not sealed yet.
    public var host: ContractHost { genesis.host }

    /// Builds the ground of a scenario.
    /// - Throws: the first setting that cannot be.
    public init(
        _ scenario: Scenario, inputs: ScenarioInputs = ScenarioInputs(),
        options: RunOptions = RunOptions(), extra: [ExtraAgent] = []
    ) throws(ScenarioProblem) {
        let scenario = scenario.resolvingVenue()
        let settings = try WorldGround.chainSettings(scenario, options)
        let random = RandomSource(seed: options.seed)
        let genesis = try Genesis(settings, startTime: scenario.startTime)
        let outside = try OutsideWorld(
            scenario, inputs: inputs, genesis: genesis, random: random)
        var roster = try Roster(scenario, without: options.without, extra: extra)
        let markets = MarketGround(
            host: genesis.host, block: genesis.block, timeline: genesis.timeline,
            collateral: genesis.collateral,
            owner: genesis.owner, address: { Genesis.address(for: $0) },
            feed: { name in
                outside.feeds.first { $0.name == name }.map { ($0.readingAddress, $0.key) }
            },
            startPriceWad: { name in
                outside.paths.firstIndex { $0.name == name }.map {
                    outside.truthWad(path: $0, at: scenario.startTime)
                }
            },
            accounts: { [roster] in roster.accounts(of: $0) },
            ownBackstops: roster.ownBackstops
                + scenario.accounts.filter(\.isBackstop).map(\.address))
        let assembly = try MarketAssembly(scenario.markets, funds: scenario.funds, on: markets)
        try roster.endow(
            genesis, outside: outside, assembly: assembly, random: random)
        try WorldGround.endow(scenario.accounts, genesis, assembly)
        let filed = scenario.positionsFile.flatMap { inputs.positions[$0] } ?? []
        let crowds = try assembly.positions(of: scenario.crowds, random: random)
        let rows = filed + crowds
        let positions = scenario.positions + rows + scenario.twins(of: rows)
        let listed = scenario.positions.count
        placed = try assembly.place(
            positions, account: { [roster] in roster.account(ofTrader: $0) },
            maker: { [roster] in roster.maker(of: $0) },
            keyPath: { number in
                if number < listed { return "positions[\(number)]" }
                let row = number - listed
                return row >= filed.count && row < rows.count
                    ? "crowds, \(rows[row].trader)" : "positions_file row \(row + 1)"
            })
        genesis.fund(genesis.owner, nativeWei: .wad &* 1_000_000)
        try WorldGround.placeUtilities(in: genesis.host)
        self.settings = settings
        self.random = random
        self.genesis = genesis
        self.outside = outside
        self.roster = roster
        self.assembly = assembly
    }

    /// Gives accounts that nobody acts for what they begin with.
    private static func endow(
        _ accounts: [AccountSettings], _ genesis: Genesis, _ assembly: MarketAssembly
    ) throws(ScenarioProblem) {
        for (place, account) in accounts.enumerated() {
            genesis.fund(account.address, nativeWei: account.nativeWei)
            do {
                try genesis.give(
                    account.collateralWad, of: genesis.collateral, to: account.address)
            } catch {
                throw ScenarioProblem(
                    "accounts[\(place)].collateral", "\(account.collateralWad) wei", "\(error)")
            }
        }
        assembly.approve(accounts.map(\.address))
        let backstops = accounts.filter(\.isBackstop).map(\.address)
        if !backstops.isEmpty { try assembly.makeBackstops(backstops) }
    }

    /// Places what bots expect on every chain: Multicall3 at its usual address.
    ///
    /// Last of all, so that no other account's number depends on it.
    private static func placeUtilities(in host: ContractHost) throws(ScenarioProblem) {
        do {
            _ = try Multicall3(in: host)
        } catch {
            throw ScenarioProblem("chain", "multicall3", "\(error)")
        }
    }

    private static func chainSettings(
        _ scenario: Scenario, _ options: RunOptions
    ) throws(ScenarioProblem) -> ChainSettings {
        var overrides = scenario.chain.overrides.map { (key: $0.key, value: $0.value) }
        if let signatures = options.signatures {
            overrides.append(("signatures", signatures.rawValue))
        }
        do throws(ChainSettingsError) {
            return try ChainSettings(
                preset: try .named(scenario.chain.preset), overrides: overrides)
        } catch {
            throw ScenarioProblem("chain.overrides", scenario.chain.preset, "\(error)")
        }
    }
}
