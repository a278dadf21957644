import EthereumPrimitives
import SimulationKernel
import WideIntegers

@testable import Chain

/// A pool without limits, written for nothing but being plain: each account is a dictionary by
/// nonce, and everything else is found anew whenever it is asked for.
struct MempoolModel {
    struct Account {
        var stateNonce: UInt64 = 0
        var balanceWei: UInt256
        var pooled: [UInt64: SubmittedTransaction] = [:]
        var heardOf = SimulatedTime(micros: 0)

        /// The nonces that can be executed one after the other.
        var pending: [UInt64] {
            var nonce = stateNonce
            while pooled[nonce] != nil { nonce += 1 }
            return Array(stateNonce..<nonce)
        }

        var queued: [UInt64] {
            pooled.keys.filter { !pending.contains($0) }.sorted()
        }

        /// Notes the moment when a change promoted something or began a queue.
        mutating func change(at time: SimulatedTime, _ body: (inout Account) -> Void) {
            let queue = queued
            body(&self)
            let isPromoted = pending.contains { queue.contains($0) }
            if isPromoted || queue.isEmpty { heardOf = time }
        }
    }

    var accounts: [Account]

    /// What the pool should say, and the transaction that is replaced.
    mutating func add(
        _ transaction: SubmittedTransaction, to number: Int, gasLimit: UInt64,
        at time: SimulatedTime
    ) -> String {
        let nonce = transaction.transaction.nonce
        let account = accounts[number]
        let incumbent = account.pooled[nonce]
        if let incumbent, incumbent.transaction == transaction.transaction {
            return "already known"
        }
        if transaction.transaction.gasLimit > gasLimit { return "exceeds block gas limit" }
        if nonce < account.stateNonce { return "nonce too low" }
        let others = account.pending.filter { $0 != nonce }.map { account.pooled[$0] }
        let spent = others.reduce(0 as UInt256) { $0 &+ ($1?.costMaxWei ?? 0) }
        if spent &+ transaction.costMaxWei > account.balanceWei { return "insufficient funds" }
        if let incumbent, !isOutbid(incumbent, by: transaction) {
            return "replacement transaction underpriced"
        }
        let isRaise = incumbent != nil && account.pending.contains(nonce)
        accounts[number].change(at: time) { $0.pooled[nonce] = transaction }
        let isPending = accounts[number].pending.contains(nonce)
        // A replaced queued one is no sign of life, and a lengthened run is.
        if isRaise || (isPending && incumbent == nil) { accounts[number].heardOf = time }
        return isPending ? "pending" : "queued"
    }

    private func isOutbid(_ old: SubmittedTransaction, by new: SubmittedTransaction) -> Bool {
        let (old, new) = (old.transaction.envelope, new.transaction.envelope)
        func isRaised(_ old: UInt256, _ new: UInt256) -> Bool {
            new > old && new >= old.mulDivOrZero(110, 100)
        }
        return isRaised(old.maxFeePerGasWei, new.maxFeePerGasWei)
            && isRaised(old.maxPriorityFeePerGasWei, new.maxPriorityFeePerGasWei)
    }

    /// - Parameter states: each account's nonce and balance from now on.
    mutating func reset(
        to states: [(nonce: UInt64, balanceWei: UInt256)], gasLimit: UInt64,
        at time: SimulatedTime
    ) {
        for number in accounts.indices {
            accounts[number].change(at: time) { account in
                let (nonce, balance) = states[number]
                account.stateNonce = nonce
                account.balanceWei = balance
                account.pooled = account.pooled.filter {
                    $0.key >= nonce && $0.value.costMaxWei <= balance
                        && $0.value.transaction.gasLimit <= gasLimit
                }
            }
        }
    }

    mutating func expire(at time: SimulatedTime, lifetimeMicros: UInt64) {
        for number in accounts.indices
        where time.micros(since: accounts[number].heardOf) > lifetimeMicros {
            for nonce in accounts[number].queued { accounts[number].pooled[nonce] = nil }
        }
    }

    mutating func remove(_ nonce: UInt64, of number: Int, at time: SimulatedTime) {
        accounts[number].change(at: time) { $0.pooled[nonce] = nil }
    }
}

extension UInt256 {
    fileprivate func mulDivOrZero(_ factor: UInt256, _ divisor: UInt256) -> UInt256 {
        (self &* factor).quotientAndRemainder(dividingBy: divisor).quotient
    }
}
