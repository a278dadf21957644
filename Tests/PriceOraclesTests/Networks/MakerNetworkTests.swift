import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct MakerNetworkTests {
    private func network(
        _ count: Int, quorum: Int, lags: Bool = false, faults: [FaultWindow] = []
    ) throws -> MakerNetwork {
        let trigger = ReportTrigger(deviationPpb: 10_000_000, heartbeatSeconds: 100)
        let signers = (0..<count).map { place in
            MakerSigner(
                Reporter(
                    "s\(place)", providers: [.init(place)],
                    lagMicros: lags ? UInt64(place) * 1_000_000 : 0), trigger: trigger)
        }
        return try MakerNetwork(
            signers, quorum: quorum, freshSeconds: 300, faults: FaultSchedule(faults),
            random: chance, name: "maker")
    }

    /// Signer i sees 1000 - i.
    private let fan: ProviderPrices = { provider, _ in UInt256(UInt64(1_000 - provider)) }

    @Test("a collection has the quorum's number of values, ascending, of distinct signers")
    func collects() throws {
        var network = try network(5, quorum: 3)
        #expect(network.collection(at: second(0), after: nil) == nil)
        network.observe(at: second(0), prices: fan)
        let values = try #require(network.collection(at: second(0), after: nil))
        #expect(values.map(\.valueWad) == [998, 999, 1_000])
        #expect(values.map(\.signer) == [2, 1, 0])
        #expect(values.medianWad ?? .zero == 999)
    }

    @Test("signers sign again when their own price has moved or aged, and not before")
    func signs() throws {
        var network = try network(3, quorum: 3)
        network.observe(at: second(0), prices: fan)
        // Source 1 alone moves by more than a hundredth.
        network.observe(at: second(50)) { provider, _ in
            provider == 1 ? 950 : UInt256(UInt64(1_000 - provider))
        }
        let moved = try #require(network.collection(at: second(50), after: nil))
        #expect(moved.map(\.ageSeconds) == [1_000_050, 1_000_000, 1_000_000])
        #expect(network.collection(at: second(50), after: 1_000_000) == nil)
        network.observe(at: second(101), prices: fan)
        let aged = try #require(network.collection(at: second(101), after: 1_000_000))
        #expect(aged.allSatisfy { $0.ageSeconds == 1_000_101 })
    }

    @Test("values older than a relayer takes are left out; of more than enough the youngest go")
    func fresh() throws {
        var network = try network(
            5, quorum: 3, faults: [fault(.reporterOffline(0), 10, 1_000)])
        network.observe(at: second(0), prices: fan)
        network.observe(at: second(150), prices: fan)
        let values = try #require(network.collection(at: second(150), after: nil))
        #expect(values.map(\.signer) == [3, 2, 1])
        #expect(network.collection(at: second(450), after: nil) != nil)
        #expect(network.collection(at: second(451), after: nil) == nil)
    }

    @Test("liars below half of the quorum cannot move the median out of the honest values")
    func liars() throws {
        for liars in 0...5 {
            var network = try network(
                5, quorum: 5,
                faults: [fault(.corrupted(first: liars, ReportedLie(.absolute(9_999))), 0, 9)])
            network.observe(at: second(0), prices: fan)
            let median = network.collection(at: second(0), after: nil)?.medianWad ?? .zero
            #expect((median == 9_999) == (liars >= 3), "\(liars)")
        }
    }

    @Test("signs what a medianizer takes; refuses an even quorum, or one of more than all")
    func signatures() throws {
        var network = try network(3, quorum: 1)
        network.observe(at: second(0), prices: fan)
        let value = try #require(network.collection(at: second(0), after: nil))[0]
        let keys = try (1...3).map { try PrivateKey(UInt256(UInt64($0))) }
        let signed = value.signed(assetTag: .zero, by: keys)
        #expect(
            try signed.signature.recoverAddress(digest: signed.digest)
                == keys[value.signer].address)
        for quorum in [0, 2, 5] {
            #expect(throws: ReporterNetworkError.badQuorum(quorum, signers: 3)) {
                try self.network(3, quorum: quorum)
            }
        }
    }
}
