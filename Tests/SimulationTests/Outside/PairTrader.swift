import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

@testable import Simulation

/// One who buys at the first venue, a pair, for a tenth of its quote.
final class PairTrader {
    static let address = Genesis.key(for: "trader").address
    private var wallet: Wallet?

    func fund(_ world: OutsideWorld, _ genesis: Genesis) throws {
        genesis.fund(Self.address, nativeWei: .wad)
        try world.deposit(
            baseWad: .zero, quoteWad: wad(100_000), at: 0, agent: "trader",
            address: Self.address)
    }

    func buy(on run: OutsideRun) {
        guard case .pair(let route) = run.world.venues[0].place,
            let function = try? ABIFunction(
                parsing: "function swapExactTokensForTokens(uint256 amountIn, "
                    + "uint256 amountOutMin, address[] path, address to, uint256 deadline)"),
            let data = try? function.encodeCall([
                .uint(wad(100_000)), .uint(.zero),
                .array([.address(route.quoteToken), .address(route.baseToken)]),
                .address(Self.address), .uint(.max),
            ])
        else { return }
        let wallet = Wallet(
            address: Self.address, on: run.chain.settings,
            connections: [run.chain.connect(agent: "trader")], timeline: run.chain.timeline)
        wallet.send(
            CallIntent(to: route.router, data: data, gasLimit: 300_000),
            bid: GasBid(tipWei: 1_000_000_000, capWei: 100_000_000_000))
        self.wallet = wallet
    }
}
