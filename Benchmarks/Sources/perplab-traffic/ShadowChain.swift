import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A second state from the same genesis that runs the canonical blocks anew, transaction by
/// transaction, with an own account of fees; a reorg is undone there too.
///
/// It knows nothing of pools, bundles or what was tried and taken back, so that digests agree only
/// when all of that has left no trace.
final class ShadowChain {
    private let settings: ChainSettings
    private let host: ContractHost

    init(_ world: TrafficWorld, seed: UInt64) throws {
        settings = world.settings
        // A chain that never runs has placed everything that stands at the genesis.
        host = try world.makeChain(seed: seed).host
    }

    /// The digest of what has been replayed.
    var digest: Hash256 { host.state.digest }

    func apply(_ intervention: Intervention) {
        let state = host.state
        switch intervention {
        case .setBalance(let address, let wei): state.setBalanceWei(wei, of: state.account(address))
        case .setNonce(let address, let nonce): state.setNonce(nonce, of: state.account(address))
        case .increaseTime, .setNextBaseFee, .mine: break
        }
    }

    /// Takes the last block off, and interventions after it.
    func undo() throws(BrokenStatement) {
        do throws(BlockNotKept) {
            try host.state.undoBlocks(1)
        } catch {
            throw BrokenStatement("the shadow cannot follow a reorg: \(error)")
        }
    }

    /// Runs a block and compares every receipt and the digest.
    func replay(_ block: Block, in original: WorldState) throws(BrokenStatement) {
        let header = block.header
        let environment = BlockEnvironment(
            number: header.number, timestampSeconds: header.timestampSeconds,
            baseFeePerGasWei: header.baseFeePerGasWei ?? .zero, coinbase: header.coinbase,
            gasLimit: header.gasLimit, chainID: settings.chainID)
        _ = host.state.account(header.coinbase)
        for receipt in block.receipts {
            let id = receipt.transaction.id.rawValue
            let outcome = try run(receipt.transaction, in: environment)
            if outcome.isSuccess != receipt.isSuccess || outcome.gasUsed != receipt.gasUsed {
                throw BrokenStatement(
                    "replayed: success \(outcome.isSuccess), \(outcome.gasUsed) gas; receipt: "
                        + "\(receipt.isSuccess), \(receipt.gasUsed)", of: id)
            }
            let logs = receipt.outcome.logs
            let isEqual =
                logs.count == outcome.logs.count
                && (0..<logs.count).allSatisfy {
                    logs.log($0, in: original) == outcome.logs.log($0, in: host.state)
                }
            if !isEqual { throw BrokenStatement("replayed logs differ", of: id) }
        }
        let digest = host.state.sealBlock()
        if digest != header.stateRoot {
            throw BrokenStatement("replayed state \(digest), header \(header.stateRoot)")
        }
    }

    private func run(
        _ submitted: SubmittedTransaction, in block: BlockEnvironment
    ) throws(BrokenStatement) -> ExecutionOutcome {
        let transaction = submitted.transaction
        let state = host.state
        let sender = state.account(submitted.sender)
        let nonce = state.nonce(of: sender)
        if transaction.nonce != nonce {
            throw BrokenStatement(
                "nonce \(transaction.nonce) where \(nonce) is due", of: submitted.id.rawValue)
        }
        let price = price(of: transaction.envelope, baseFee: block.baseFeePerGasWei)
        if price < block.baseFeePerGasWei {
            throw BrokenStatement(
                "pays \(price), base fee \(block.baseFeePerGasWei)", of: submitted.id.rawValue)
        }
        let upFront = price &* UInt256(transaction.gasLimit)
        let balance = state.balanceWei(of: sender)
        if balance < submitted.costMaxWei {
            throw BrokenStatement(
                "\(balance) wei for \(submitted.costMaxWei)", of: submitted.id.rawValue)
        }
        if !upFront.isZero { state.setBalanceWei(balance &- upFront, of: sender) }
        state.setNonce(nonce + 1, of: sender)
        let outcome = host.execute(
            Message(
                sender: submitted.sender, recipient: transaction.recipient ?? .zero,
                valueWei: transaction.valueWei, data: transaction.data,
                gasLimit: transaction.gasLimit, gasPriceWei: price,
                accessList: transaction.accessList), in: block)
        let used = UInt256(outcome.gasUsed)
        // What was written first decides the digest's order, also where nothing is paid for gas.
        if outcome.gasUsed < transaction.gasLimit {
            pay((UInt256(transaction.gasLimit) &- used) &* price, to: submitted.sender)
        }
        let tip = price &- block.baseFeePerGasWei
        if !tip.isZero { pay(used &* tip, to: block.coinbase) }
        if let recipient = settings.baseFeeRecipient, !block.baseFeePerGasWei.isZero {
            pay(used &* block.baseFeePerGasWei, to: recipient)
        }
        return outcome
    }

    private func pay(_ wei: UInt256, to address: Address) {
        let account = host.state.account(address)
        host.state.setBalanceWei(host.state.balanceWei(of: account) &+ wei, of: account)
    }

    /// What is paid per gas: the fee cap, or base fee and tip where that is less.
    private func price(of envelope: TransactionEnvelope, baseFee: UInt256) -> UInt256 {
        switch envelope {
        case .legacy(let price), .accessList(let price): price
        case .dynamicFee(let tip, let cap): min(cap, baseFee &+ tip)
        }
    }
}
