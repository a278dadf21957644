import Chain
import EthereumPrimitives
import WideIntegers

/// Replacements, repetitions, and what goes to builders alone.
extension TrafficSource {
    // MARK: - The same nonce again

    /// Bids anew for the nonce of the sender's last transaction: too little, just enough, or more.
    func replace(by sender: Int, cancels: Bool) {
        guard let last = senders[sender].last?.transaction?.transaction else {
            send(payment(nonce: takeNonce(of: sender)), by: sender)
            return
        }
        bid(over: last, by: sender, cancels: cancels)
    }

    private func bid(over last: Transaction, by sender: Int, cancels: Bool) {
        var next = last
        let perMille = [0, 50, 99, 100, 101, 125, 300, 2_000][Int(smallNumber(8))]
        next.envelope = raised(last.envelope, perMille: UInt64(perMille))
        if cancels {
            next.recipient = senders[sender].account.address
            next.valueWei = 0
            next.data = []
            next.gasLimit = 21_000
        } else if smallNumber(2) == 0 {
            next.valueWei = UInt256(smallNumber(1 << 50))
        }
        send(next, by: sender)
    }

    private func raised(_ envelope: TransactionEnvelope, perMille: UInt64) -> TransactionEnvelope {
        func raise(_ wei: UInt256) -> UInt256 {
            // Rounded down as the pool does, and now and then up.
            (wei &* UInt256(1_000 + perMille) &+ UInt256(smallNumber(2) * 999)).evmDiv(1_000)
        }
        switch envelope {
        case .legacy(let price): return .legacy(gasPriceWei: raise(price))
        case .accessList(let price): return .accessList(gasPriceWei: raise(price))
        case .dynamicFee(let tip, let cap):
            let newCap = raise(cap)
            return .dynamicFee(
                maxPriorityFeePerGasWei: min(raise(tip), newCap), maxFeePerGasWei: newCap)
        }
    }

    /// Pays well for the first transaction that keeps a sender's others waiting.
    func unlock(by sender: Int) {
        let address = senders[sender].account.address
        let node = chain.node(nextConnection().nextNode())
        let state = chain.host.state
        let nonce = state.knownAccount(address).map { state.nonce(of: $0) } ?? 0
        var transaction = payment(nonce: nonce)
        if let waiting = node.pool.transaction(of: address, nonce: nonce) {
            transaction = waiting.transaction
        }
        let fee = (chain.nextBaseFeePerGasWei ?? 1_000_000_000) &* 3
        transaction.envelope = .dynamicFee(
            maxPriorityFeePerGasWei: min(fee, 10_000_000_000), maxFeePerGasWei: fee)
        send(transaction, by: sender)
    }

    /// The same bytes once more, to the same or another node; the same contents where nothing is
    /// signed.
    func sendAgain(by sender: Int) {
        if let raw = senders[sender].lastRaw {
            send(raw)
        } else if let last = senders[sender].last?.transaction {
            send(last.transaction, by: sender)
        }
    }

    func sendUndecodable() {
        guard chain.settings.signatures == .verified else { return }
        var raw = senders[random.bytes.index(below: senders.count)].lastRaw ?? [0x02]
        switch random.bytes.below(4) {
        case 0: raw = (0..<random.bytes.below(80)).map { _ in UInt8(random.bytes.below(256)) }
        case 1: raw.removeLast(min(raw.count, 1 + random.bytes.index(below: 20)))
        default: raw[random.bytes.index(below: raw.count)] ^= UInt8(1 + random.bytes.below(255))
        }
        send(raw)
    }

    // MARK: - To builders

    private func someBuilders() -> [Int]? {
        switch smallNumber(4) {
        case 0: return [Int(smallNumber(5))]
        case 1: return [0, 2, 4]
        // There is no such builder.
        case 2: return smallNumber(10) == 0 ? [99] : nil
        default: return nil
        }
    }

    func sendPrivately(by sender: Int) {
        let nonce = takeNonce(of: sender)
        let transaction: Transaction
        switch smallNumber(8) {
        case 0: transaction = tokenCallThatFails(nonce: nonce)
        case 1, 2: transaction = tokenTransfer(nonce: nonce)
        default: transaction = payment(nonce: nonce)
        }
        // Some also use a sender that nobody knows.
        let isUnknown = smallNumber(30) == 0
        let from = isUnknown ? TrafficWorld.fundedCount : sender
        sendPrivately(transaction, by: from, to: someBuilders())
        // Half leave the nonce to a public transaction, which then competes.
        if smallNumber(2) == 0 { senders[sender].nonce -= 1 }
    }

    private func tokenCallThatFails(nonce: UInt64) -> Transaction {
        var transaction = tokenTransfer(nonce: nonce)
        transaction.data.removeLast()
        return transaction
    }

    func withdraw(by sender: Int) {
        if let last = senders[sender].lastPrivate { nextConnection().cancelPrivately(last) }
    }

    /// One to three items: own ones, some of which fail, and what was seen of others.
    func sendBundle(by sender: Int) {
        var items: [Bundle.Item] = []
        var nonce = takeNonce(of: sender)
        for _ in 0...smallNumber(3) {
            if smallNumber(3) == 0, let seen = seen() {
                items.append(.seen(seen))
                continue
            }
            let transaction =
                smallNumber(5) == 0 ? tokenCallThatFails(nonce: nonce) : payment(nonce: nonce)
            nonce += 1
            let account = senders[sender].account
            switch chain.settings.signatures {
            case .elided: items.append(.elided(transaction, sender: account.address))
            case .verified: items.append(.raw(transaction.signed(by: account.key).raw))
            }
        }
        let head = chain.head.number
        let bundle = Bundle(
            items, firstBlock: smallNumber(3) == 0 ? head + smallNumber(4) : nil,
            lastBlock: smallNumber(3) == 0 ? head + smallNumber(8) : nil,
            mayRevert: smallNumber(3) == 0 ? [0] : [])
        let connection = nextConnection()
        for submission in connection.send(bundle, to: someBuilders()) { remember(submission) }
        // The same nonces are often bid for in another way at once.
        if smallNumber(2) == 0 { senders[sender].nonce = nonce }
    }
}
