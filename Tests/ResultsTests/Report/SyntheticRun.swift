import Foundation
import Simulation
import SimulationKernel
import WideIntegers

/// A plausible run that nobody simulated: a feed is pumped, shorts are liquidated in waves, the feed
/// falls back, and bad debt is left.
struct SyntheticRun {
    /// First moment: 2024-03-05 22:00:00 UTC.
    static let start: Int64 = 1_709_676_000_000_000
    static let blockMicros: Int64 = 2_000_000

    var blocks = 3_000
    var isAttacked = true
    var agentName = "attacker-1"
    private(set) var records: [MetricRecord] = []
    private var random = RandomSource(seed: 7).stream("report")

    private var pumpFirst: Int { blocks * 40 / 100 }
    private var pumpLast: Int { blocks * 52 / 100 }

    init(blocks: Int = 3_000, isAttacked: Bool = true, agentName: String = "attacker-1") {
        self.blocks = blocks
        self.isAttacked = isAttacked
        self.agentName = agentName
        build()
    }

    var end: Int64 { time(blocks - 1) }

    /// Adds a row of a test's own.
    mutating func append(_ record: MetricRecord) { records.append(record) }

    func time(_ block: Int) -> Int64 { Self.start + Int64(block) * Self.blockMicros }

    /// An amount of 18 decimals from a number with six.
    static func wad(_ value: Double) -> RecordValue {
        let micro = Int64((value * 1e6).rounded())
        return .amount((try? Int256(micro) * Int256(1_000_000_000_000)) ?? .zero)
    }

    private func wad(_ value: Double) -> RecordValue { Self.wad(value) }

    /// How far the feed is bent at a block.
    private func pump(_ block: Int) -> Double {
        guard isAttacked, block >= pumpFirst, block <= pumpLast else { return 0 }
        let ramp = Double(block - pumpFirst) / Double(max(1, blocks / 60))
        return 0.38 * min(1, ramp)
    }

    private mutating func noise() -> Double {
        (0..<6).reduce(0) { sum, _ in sum + random.unit() } / 3 - 1
    }

    private mutating func build() {
        var truth = 2_000.0
        var mark = 2_001.0
        var oracle = 2_000.0
        var oracleSince = 0
        var long = 6.1e6
        var short = 5.8e6
        var fund = 250_000.0
        var booked = 0.0
        var baseFee = 18.0
        var pool = 40.0
        add(
            .events,
            [
                "time_us": .integer(Self.start), "kind": .text("run"), "subject": .text("run"),
                "detail": .text("started"),
            ])
        if isAttacked {
            add(
                .events,
                [
                    "time_us": .integer(time(pumpFirst)), "kind": .text("attack"),
                    "subject": .text("ETH-USD feed"),
                    "detail": .text("pushes the spot venues that the median reads"),
                    "until_us": .integer(time(pumpLast)),
                ])
        }
        add(
            .events,
            [
                "time_us": .integer(time(blocks * 70 / 100)), "kind": .text("fault"),
                "subject": .text("reporter-3"),
                "detail": .text("silent"), "until_us": .integer(time(blocks * 78 / 100)),
            ])
        add(
            .events,
            [
                "time_us": .integer(time(blocks * 85 / 100)), "kind": .text("governance"),
                "subject": .text("ETH-PERP"),
                "detail": .text("initial margin 10 % to 12.5 %"),
            ])
        for block in 0..<blocks {
            truth *= 1 + 0.0006 * noise()
            let raw = truth * (1 + pump(block))
            if abs(raw / oracle - 1) > 0.005 || block - oracleSince >= 150 {
                oracle = raw * (1 + 0.0002 * noise())
                oracleSince = block
                add(
                    .oracleUpdates,
                    [
                        "time_us": .integer(time(block)), "block": .integer(Int64(block)),
                        "feed": .text("ETH-USD"),
                        "price": wad(oracle), "truth": wad(truth), "error": wad(oracle / truth - 1),
                        "writer": .text("reporter-1"),
                    ])
            }
            let target = pump(block) > 0 ? truth * (1 + pump(block) * 0.55) : truth
            mark += (target - mark) * 0.03 + truth * 0.0004 * noise()
            long *= 1 + 0.002 * noise()
            short *= 1 + 0.002 * noise()
            var made = 0
            if isAttacked, block > pumpFirst + 20, block < pumpLast, random.unit() < 0.30 {
                made = 1 + random.index(below: 2)
                short *= 0.992
            }
            if isAttacked, block > pumpLast + 10, block < pumpLast + 160, random.unit() < 0.22 {
                made = 1
                long *= 0.988
            }
            for _ in 0..<made {
                let debt = addLiquidation(block, mark, oracle, truth)
                booked += debt
                fund = max(0, fund - debt)
            }
            fund += 1.5
            let stress = pump(block) > 0 ? 1.0 : 0
            baseFee = max(
                6,
                baseFee
                    * (1 + 0.03 * noise() + stress * 0.004
                        - (baseFee > 20 && stress == 0 ? 0.004 : 0)))
            pool = max(2, pool * 0.96 + 2 + 6 * random.unit() + stress * 14)
            add(
                .blocks,
                [
                    "number": .integer(Int64(block + 1)), "time_us": .integer(time(block)),
                    "transactions": .integer(Int64(6 + random.index(below: 20))),
                    "gas_used": .integer(Int64(min(30e6, 15e6 + 4e6 * noise() + stress * 9e6))),
                    "gas_limit": .integer(30_000_000),
                    "base_fee": .amount(Int256(Int64(baseFee * 1e9))),
                    "pool": .integer(Int64(pool)), "state_digest": .text("0x00"),
                    "hash": .text("0x00"),
                ])
            let latent = max(
                0, 90_000 * pump(block) / 0.38 + (booked > 0 ? 18_000 : 0) + 2_000 * noise())
            add(
                .markets,
                [
                    "time_us": .integer(time(block)), "block": .integer(Int64(block + 1)),
                    "market": .text("ETH-PERP"),
                    "mark": wad(mark), "oracle": wad(oracle), "truth": wad(truth),
                    "oracle_age_us": .integer(Int64(block - oracleSince) * Self.blockMicros),
                    "mark_twap": wad(mark), "long_notional": wad(long),
                    "short_notional": wad(short),
                    "open_positions": .integer(412),
                    "liquidatable": .integer(
                        Int64(stress * (9 + 3 * random.unit()) + (made > 0 ? 3 : 0))),
                    "unhealthy_true": .integer(booked > 0 ? 4 : 0), "funding_rate": wad(0.0001),
                    "vault": wad(2.4e6 - booked), "fund": wad(fund),
                    "fee_pool": wad(12_000 + Double(block)),
                    "claims": wad(0), "bad_debt_booked": wad(booked),
                    "bad_debt_latent_true": wad(isAttacked ? latent : 0),
                    "bad_debt_latent_curve": wad(isAttacked ? latent * 1.35 : 0),
                    "uncovered": wad(max(0, booked - 318_000)),
                    "quote_reserve": wad(4e7), "base_reserve": wad(20_000),
                ])
            if block % 10 == 0 { addBands(block) }
            if block % 1_800 == 900 || block % 300 == 150 { addFunding(block, mark, truth) }
            if block % 5 == 0 { addVenues(block, truth) }
            if block % 2 == 0 { addTransaction(block, stress) }
        }
        addAccounts(booked: booked)
    }

    private mutating func addLiquidation(
        _ block: Int, _ mark: Double, _ oracle: Double, _ truth: Double
    ) -> Double {
        let progress = Double(block - pumpFirst) / Double(max(1, pumpLast - pumpFirst))
        let isPump = progress < 1
        let wave = isPump ? 1 + min(4, Int(progress * 5)) : 1 + min(2, Int((progress - 1) * 4))
        let notional = 1_500 * pow(10, 2 * random.unit())
        let debt = random.unit() < 0.35 ? notional * 0.34 * random.unit() : 0
        let ratio = isPump ? 0.02 + 0.30 * random.unit() : 0.06 * random.unit() - 0.02
        let number = random.index(below: 400)
        add(
            .liquidations,
            [
                "time_us": .integer(time(block)), "block": .integer(Int64(block + 1)),
                "position": .integer(3), "market": .text("ETH-PERP"),
                "trader": .text("0x52908400098527886e0f7030069857d2e4169ee7"),
                "agent": .text("retail-\(number)"),
                "liquidator": .text("keeper-\(1 + random.index(below: 5))"),
                "size": wad((isPump ? -1 : 1) * notional / mark),
                "notional": wad(notional), "reward": wad(notional * 0.0125),
                "penalty": wad(notional * 0.025), "bad_debt": wad(debt),
                "partial": .flag(random.unit() < 0.3), "wave": .integer(Int64(wave)),
                "cascade": .integer(isPump ? 1 : 2),
                "mark": wad(mark), "oracle": wad(oracle), "truth": wad(truth),
                "margin_ratio_true": wad(ratio),
                "false": .flag(ratio > 0.0625),
                "delay_blocks": .integer(Int64(random.index(below: 6))),
            ])
        if debt > 0 {
            add(
                .badDebt,
                [
                    "time_us": .integer(time(block)), "block": .integer(Int64(block + 1)),
                    "market": .text("ETH-PERP"),
                    "trader": .text("0x52908400098527886e0f7030069857d2e4169ee7"),
                    "agent": .text("retail-\(number)"),
                    "payer": .text("insurance"), "account": .text("fund"), "amount": wad(debt),
                ])
        }
        return debt
    }

    private mutating func addBands(_ block: Int) {
        let centre = 8.0 - 5 * pump(block) / 0.38
        for band in -4...40 {
            let far = (Double(band) - centre) / (5 + Double(band) / 6)
            let notional = 9e5 * exp(-far * far / 2) * (0.7 + 0.6 * random.unit())
            guard notional > 3_000 else { continue }
            add(
                .marginBands,
                [
                    "time_us": .integer(time(block)), "block": .integer(Int64(block + 1)),
                    "market": .text("ETH-PERP"),
                    "band": .integer(Int64(band)), "longs": .integer(4), "shorts": .integer(5),
                    "notional": wad(notional),
                ])
        }
    }

    private mutating func addFunding(_ block: Int, _ mark: Double, _ truth: Double) {
        add(
            .funding,
            [
                "time_us": .integer(time(block)), "block": .integer(Int64(block + 1)),
                "market": .text("ETH-PERP"),
                "rate": wad((mark / truth - 1) / 24 + 0.00002 * noise()), "reference": wad(truth),
                "mark": wad(mark), "truth": wad(truth),
            ])
    }

    private mutating func addVenues(_ block: Int, _ truth: Double) {
        add(
            .venues,
            [
                "time_us": .integer(time(block)), "venue": .text("spot pool ETH/USD"),
                "price": wad(truth * (1 + pump(block))),
                "fair": wad(truth), "depth_up": wad(4.2e5 * (1 + 0.1 * noise())),
                "depth_down": wad(4.0e5 * (1 + 0.1 * noise())),
            ])
    }

    private mutating func addTransaction(_ block: Int, _ stress: Double) {
        let delay = Int64(
            (0.6 + 3.2 * random.unit() * random.unit() + stress * 9 * random.unit()) * 1e6)
        let fate = random.unit()
        let isIn = fate < 0.93
        add(
            .transactions,
            [
                "id": .integer(Int64(block)), "agent": .text("retail-\(random.index(below: 400))"),
                "sender": .text("0x00"), "action": .text("openPosition"),
                "nonce": .integer(1), "sent_us": .integer(time(block) - delay),
                "fate": .text(isIn ? "included" : fate < 0.97 ? "replaced" : "expired"),
                "block": isIn ? .integer(Int64(block + 1)) : .null, "success": .flag(fate < 0.9),
                "delay_us": isIn ? .integer(delay) : .null,
            ])
    }

    private mutating func addAccounts(booked: Double) {
        let profit = isAttacked ? 286_412.337_1 : 0
        let spot = -91_204.5, gas = -1_822.25, fees = -11_403.75
        let trading = profit - spot - gas - fees + 2_400
        func account(
            _ name: String, _ population: String, _ kind: String, worth: Double, gains: [Double],
            liquidations: Int = 0, rewards: Double = 0, wasted: Double = 0.02
        ) {
            let total = gains.reduce(0, +)
            let names = [
                "trading", "funding", "fees", "penalties", "losses", "spot", "gas", "transfers",
            ]
            var values: [(String, RecordValue)] = [
                ("agent", .text(name)), ("population", .text(population)), ("kind", .text(kind)),
                ("address", .text("0x00")),
                ("worth_before", wad(worth)), ("worth_after", wad(worth + total)),
                ("residual", wad(0)),
                ("sent", .integer(liquidations > 0 ? 180 : 21)),
                ("included", .integer(liquidations > 0 ? 164 : 21)),
                ("reverted", .integer(liquidations > 0 ? 44 : 1)),
                ("gas_native", wad(0.31 + wasted)), ("gas_wasted_native", wad(wasted)),
                ("liquidations", .integer(Int64(liquidations))), ("fees_won", wad(rewards)),
            ]
            for (cause, gain) in zip(names, gains) { values.append((cause, wad(gain))) }
            records.append(
                MetricRecord(
                    .agents,
                    RunTable.agents.schema.columns.map { column in
                        values.first { $0.0 == column.name }?.1 ?? .null
                    }))
        }
        if isAttacked {
            account(
                agentName, "attacker", "attacker", worth: 1_500_000,
                gains: [trading, -2_400, fees, 0, 0, spot, gas, 0])
        }
        for keeper in 1...5 {
            let won = isAttacked ? 74 - keeper * 11 : 0
            account(
                "keeper-\(keeper)", keeper < 4 ? "keepers-fast" : "keepers-naive", "keeper",
                worth: 20_000,
                gains: [0, 0, 0, Double(won) * 82.5, 0, 0, -Double(120 + keeper * 85), 0],
                liquidations: won, rewards: Double(won) * 82.5,
                wasted: 0.02 * Double(keeper * keeper))
        }
        for number in 0..<40 {
            account(
                "retail-\(number)", "retail", "retail", worth: 12_000,
                gains: [-trading / 60, 21.5, -140, -210, booked / 55, 0, -9, 0])
        }
        account(
            "arbitrageur-1", "arbitrageur", "arbitrageur", worth: 800_000,
            gains: [21_400, 1_100, -900, 0, 0, 64_100, -730, 0])
        account(
            "insurance-fund", "insurance-fund", "protocol", worth: 250_000,
            gains: [0, 0, 4_500, 12_000, -min(booked, 250_000), 0, 0, 0])
        account(
            "lps", "liquidity", "protocol", worth: 0,
            gains: [-trading / 3, 0, 8_000, 0, 0, 27_104, 0, 0])
        let payments: [(String, String, String, Double)] = [
            ("retail", "attacker", "trading", 295_110.25),
            ("retail", "insurance-fund", "penalties", 12_000),
            ("retail", "keepers-fast", "penalties", 13_612.5),
            ("insurance-fund", "retail", "losses", 250_000),
            ("attacker", "arbitrageur", "spot", 64_100),
            ("attacker", "liquidity", "spot", 27_104.5),
            ("attacker", "fee pool", "fees", 11_403.75), ("retail", "fee pool", "fees", 5_600),
            ("attacker", "chain", "gas", 1_822.25), ("keepers-fast", "chain", "gas", 870),
            ("keepers-naive", "chain", "gas", 1_010),
            ("liquidity", "attacker", "trading", 98_304.12),
        ]
        for (payer, payee, cause, amount) in payments where isAttacked {
            add(
                .payments,
                [
                    "payer": .text(payer), "payee": .text(payee), "cause": .text(cause),
                    "amount": wad(amount),
                ])
        }
        if booked > 0 {
            for (payer, share) in [
                ("insurance", 250_000.0), ("backstop", 40_000), ("deleverage", 0),
                ("socialise", 28_000), ("uncovered", max(0, booked - 318_000)),
            ] {
                add(
                    .waterfall,
                    ["market": .text("ETH-PERP"), "payer": .text(payer), "amount": wad(share)])
            }
        }
        add(
            .guardTrips,
            [
                "feed": .text("ETH-USD"), "guard": .text("deviation from time average"),
                "trips": .integer(9), "justified": .integer(7),
            ])
        add(
            .guardTrips,
            [
                "feed": .text("ETH-USD"), "guard": .text("staleness"), "trips": .integer(2),
                "justified": .integer(0),
            ])
        for (rule, source, count) in [
            ("fundEmpty", "state", 41), ("penaltyCut", "state", 58), ("socialise", "state", 12),
            ("initial margin", "receipts", 133), ("price band", "receipts", 0),
        ] {
            add(
                .boundRules,
                [
                    "market": .text("ETH-PERP"), "rule": .text(rule), "source": .text(source),
                    "count": .integer(isAttacked ? Int64(count) : 0),
                ])
        }
        add(
            .expectations,
            [
                "figure": .text("bad_debt_booked"), "low": .text("200000"), "high": .text("900000"),
                "value": .text(String(format: "%.6f", booked)), "holds": .flag(isAttacked),
                "tag": .text("illustrative"), "note": .text("a fund of 250,000 does not last"),
            ])
        add(
            .expectations,
            [
                "figure": .text("oracle_error_max"), "low": .text("0.35"), "value": .text("0.3806"),
                "holds": .flag(true), "tag": .text("calibrated"), "note": .text("size of the push"),
            ])
        add(
            .expectations,
            [
                "figure": .text("liquidations_false_share"), "low": .null, "high": .text("0.5"),
                "value": .text("0.713"), "holds": .flag(false), "tag": .text("predicted"),
                "note": .text("from the distribution of margins"),
            ])
        for (name, value, unit) in [
            ("bad_debt_booked", String(format: "%.6f", booked), "quote"),
            ("oracle_error_max", "0.3806", "ratio"), ("liquidations", "214", "count"),
            ("liquidations_missed", "4", "count"),
            ("attack_profit", "286412.3371", "quote"), ("blocks", "3000", "blocks"),
        ] {
            add(
                .figures,
                [
                    "name": .text(name), "value": .text(value),
                    "value_real": .real(Double(value) ?? 0), "unit": .text(unit),
                ])
        }
    }

    private mutating func add(_ table: RunTable, _ values: KeyValuePairs<String, RecordValue>) {
        records.append(.named(table, values))
    }
}
