extension MatchingEngine {
    /// Carries out the messages of a block in the order of a policy; inside a class, and where there is
    /// none, as proposed. Orders whose condition comes about fire after each message.
    public mutating func applyBlock(_ messages: [BookMessage], policy blockPolicy: BlockPolicy) {
        guard blockPolicy != .fifo else { return messages.forEach { apply($0) } }
        // By the book as the block finds it, so that what a message does cannot change its class.
        let classes = messages.map { rank(of: $0, in: messages, blockPolicy) }
        for rank in 0..<3 {
            for (message, own) in zip(messages, classes) where own == rank { apply(message) }
        }
    }

    private func rank(
        of message: BookMessage, in block: [BookMessage], _ blockPolicy: BlockPolicy
    ) -> Int {
        switch blockPolicy {
        case .fifo: 0
        case .cancelsFirst: message.isCancel ? 0 : 1
        case .nonTakingCancelsTaking:
            message.isCancel ? 1 : sendsTaking(message, in: block) ? 2 : 0
        case .cancelsPostOnlyTaking:
            message.isCancel ? 0 : sendsPostOnly(message, in: block) ? 1 : 2
        }
    }

    private func sendsTaking(_ message: BookMessage, in block: [BookMessage]) -> Bool {
        switch message {
        case .new, .replace: !sendsPostOnly(message, in: block)
        default: false
        }
    }

    /// Whether a message sends an order that can only rest; a change is classed by the order that it
    /// makes, which has the flags of the old one, even if that is sent by the same block.
    private func sendsPostOnly(_ message: BookMessage, in block: [BookMessage]) -> Bool {
        switch message {
        case .new(let order): return order.isPostOnly
        case .replace(let request):
            if let slot = ids.slot(of: request.id) { return orders[slot].isPostOnly }
            for case .new(let order) in block where order.id == request.id {
                return order.isPostOnly
            }
            return false
        default: return false
        }
    }
}
