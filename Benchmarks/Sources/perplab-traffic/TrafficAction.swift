import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What a sender may do.
enum TrafficAction: Int, CaseIterable {
    case payment, tokenTransfer, failingCall, replacement, cancellation, gap, usedNonce
    case gasTooLow, gasTooHigh, unfunded, overdraft, cheap, large, repeated
    case privately, withdrawal, bundle, undecodable, foreign, unlock

    /// How often, relative to each other; in the order of the cases.
    static let weights: [UInt64] = [
        300, 260, 80, 100, 40, 30, 15, 15, 15, 10, 15, 40, 4, 30, 60, 20, 45, 10, 10, 60,
    ]
}

extension TrafficSource {
    func perform(_ action: TrafficAction, by sender: Int) {
        switch action {
        case .payment, .unfunded: send(payment(nonce: takeNonce(of: sender)), by: sender)
        case .tokenTransfer: send(tokenTransfer(nonce: takeNonce(of: sender)), by: sender)
        case .failingCall: send(failingCall(nonce: takeNonce(of: sender)), by: sender)
        case .replacement: replace(by: sender, cancels: false)
        case .cancellation: replace(by: sender, cancels: true)
        case .gap: send(payment(nonce: takeNonce(of: sender) + 1 + smallNumber(5)), by: sender)
        case .usedNonce:
            let nonce = takeNonce(of: sender)
            send(payment(nonce: nonce - min(nonce, 3 + smallNumber(20))), by: sender)
        case .gasTooLow: odd(by: sender) { $0.gasLimit = 20_000 + self.smallNumber(2_000) }
        case .gasTooHigh:
            odd(by: sender) {
                $0.gasLimit = self.chain.settings.blockGasLimit + self.smallNumber(3)
            }
        case .overdraft:
            odd(by: sender) { $0.valueWei = UInt256.wad << (50 + Int(self.smallNumber(150))) }
        case .cheap: cheap(by: sender)
        case .large: large(by: sender)
        case .repeated: sendAgain(by: sender)
        case .privately: sendPrivately(by: sender)
        case .withdrawal: withdraw(by: sender)
        case .bundle: sendBundle(by: sender)
        case .undecodable: sendUndecodable()
        case .foreign: odd(by: sender) { $0.chainID = self.smallNumber(2) == 0 ? nil : 7 }
        case .unlock: unlock(by: sender)
        }
    }

    /// Some call of the token.
    func nextCallData() -> [UInt8] {
        (try? world.transfer(of: UInt256(smallNumber(1 << 40)), to: anyRecipient())) ?? []
    }

    func smallNumber(_ bound: UInt64) -> UInt64 { random.actions.below(bound) }

    // MARK: - Contents

    private func anyRecipient() -> Address {
        let index = random.actions.index(below: senders.count + 40)
        if index < senders.count { return senders[index].account.address }
        return Address(truncating: UInt256(UInt64(0x4000 + index)))
    }

    func nextEnvelope() -> TransactionEnvelope {
        let willingness = Distribution.logNormal(shift: 0, median: 60e9, sigma: 0.8)
        let cap = UInt256(willingness.sampleInteger(&random.fees)) &+ .one
        let tip = UInt256(1 + random.fees.below(4_000_000_000))
        switch random.fees.below(10) {
        case 0, 1: return .legacy(gasPriceWei: cap)
        case 2: return .accessList(gasPriceWei: cap)
        // Many bid alike, so that ties are common.
        case 3:
            return .dynamicFee(
                maxPriorityFeePerGasWei: 1_000_000_000, maxFeePerGasWei: 100_000_000_000)
        default:
            return .dynamicFee(maxPriorityFeePerGasWei: min(tip, cap), maxFeePerGasWei: cap)
        }
    }

    func payment(nonce: UInt64) -> Transaction {
        Transaction(
            envelope: nextEnvelope(), chainID: chain.settings.chainID, nonce: nonce,
            gasLimit: 21_000 + (smallNumber(8) == 0 ? smallNumber(400_000) : 0),
            recipient: anyRecipient(),
            valueWei: smallNumber(4) == 0 ? .zero : UInt256(smallNumber(1 << 57)))
    }

    func tokenTransfer(nonce: UInt64) -> Transaction {
        tokenCall(nonce: nonce, amount: UInt256(smallNumber(1 << 62)), gasLimit: 80_000)
    }

    /// A transfer of more than there is, of too little gas, or a call of no function.
    private func failingCall(nonce: UInt64) -> Transaction {
        switch smallNumber(4) {
        case 0: return tokenCall(nonce: nonce, amount: 1, gasLimit: 22_500 + smallNumber(20_000))
        case 1:
            var call = tokenCall(nonce: nonce, amount: 1, gasLimit: 60_000)
            call.data = [1, 2, 3, 4]
            return call
        default: return tokenCall(nonce: nonce, amount: .max, gasLimit: 100_000)
        }
    }

    private func tokenCall(nonce: UInt64, amount: UInt256, gasLimit: UInt64) -> Transaction {
        let recipient = anyRecipient()
        let data = (try? world.transfer(of: amount, to: recipient)) ?? []
        return Transaction(
            envelope: nextEnvelope(), chainID: chain.settings.chainID, nonce: nonce,
            gasLimit: gasLimit, recipient: TrafficWorld.token, data: data)
    }

    // MARK: - Oddities

    private func odd(by sender: Int, _ change: (inout Transaction) -> Void) {
        var transaction = payment(nonce: takeNonce(of: sender))
        // Such a transaction is as a rule refused, so that its nonce stays free.
        senders[sender].nonce -= 1
        change(&transaction)
        send(transaction, by: sender)
    }

    private func cheap(by sender: Int) {
        let nonce = takeNonce(of: sender)
        var transaction = payment(nonce: nonce)
        let cap = UInt256(smallNumber(3) == 0 ? smallNumber(3) : smallNumber(2_000_000_000))
        transaction.envelope = .dynamicFee(
            maxPriorityFeePerGasWei: smallNumber(6) == 0 ? cap &+ .one : cap, maxFeePerGasWei: cap)
        send(transaction, by: sender)
    }

    /// Call data of tens of kilobytes, which takes several slots of a pool.
    private func large(by sender: Int) {
        let sizes = [5_000, 32_000, 33_000, 70_000, 130_000, 132_000]
        var transaction = payment(nonce: takeNonce(of: sender))
        let size = sizes[random.actions.index(below: sizes.count)]
        transaction.data = [UInt8](repeating: 0, count: size)
        transaction.gasLimit = 21_000 + UInt64(size) * 10
        send(transaction, by: sender)
    }
}
