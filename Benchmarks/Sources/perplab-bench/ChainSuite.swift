import EthereumPrimitives
import TradingChain
import WideIntegers

extension Suite {
    /// The ramp's trades as transactions from their bytes to receipts, blocks and the head's hash:
    /// beside the bare recovery of the same senders, and beside the same calls without a chain.
    static func chain() throws -> Suite {
        let workload = Workload(blocks: 40, perBlock: 20, traders: 100)
        let trading = try TradingChain(
            workload.trades, traders: workload.traders, perBlock: workload.perBlock)
        let requests = try trading.raw.map {
            try SignedTransaction(decoding: $0, fork: .london).recoveryRequest
        }
        let count = workload.blocks * workload.perBlock
        let messages = try workload.messages()
        let signed = Contender(
            "one thread",
            prepare: {
                let chain = try trading.makeChain(.verified)
                return { try trading.runSigned(on: chain) }
            })
        return Suite(
            name: "chain",
            operations: [
                Operation(
                    name: "signed ramp", count: count, subject: signed,
                    references: [
                        Contender("recovery alone", givesSameResult: false) {
                            try requests.reduce(0) {
                                let address = try $1.signature.recoverAddress(digest: $1.digest)
                                return $0 ^ address.number.w0
                            }
                        }
                    ]),
                Operation(
                    name: "signed ramp, read ahead", count: count,
                    subject: Contender(
                        "two threads",
                        prepare: {
                            let chain = try trading.makeChain(.verified)
                            return { try trading.runReadAhead(on: chain) }
                        }), references: [signed]),
                Operation(
                    name: "elided ramp", count: count,
                    subject: Contender(
                        "perplab",
                        prepare: {
                            let chain = try trading.makeChain(.elided)
                            return { try trading.runElided(on: chain) }
                        }),
                    references: [
                        Contender(
                            "contracts alone", givesSameResult: false,
                            prepare: {
                                let host = try workload.makeHost()
                                return { try workload.run(messages, on: host) }
                            })
                    ]),
            ])
    }
}
