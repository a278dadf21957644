import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// A development node's controls of accounts, fees and the pool.
    static var stateControlMethods: [Row] {
        accountControls + impersonationControls + feeControls + poolControls + factMethods
    }

    private static var accountControls: [Row] {
        [
            (
                RPCMethod(
                    "anvil_setBalance", ["address", "wei"], access: .control,
                    "sets a native balance"
                ) { (service, parameters, writer) throws(RPCError) in
                    service.control.intervene(
                        .setBalance(try parameters.address(0), try parameters.quantity(1)))
                    writer.null()
                }, ["hardhat_setBalance", "tenderly_setBalance"]
            ),
            (
                RPCMethod(
                    "anvil_setNonce", ["address", "nonce"], access: .control,
                    "sets the number of transactions sent"
                ) { (service, parameters, writer) throws(RPCError) in
                    let nonce = try parameters.quantity64(1)
                    guard nonce < .max else { throw .invalidArgument(1, "nonce has max value") }
                    service.control.intervene(.setNonce(try parameters.address(0), nonce))
                    writer.null()
                }, ["hardhat_setNonce", "evm_setAccountNonce"]
            ),
            (
                RPCMethod(
                    refusing: "anvil_setCode", ["address", "code"],
                    "contracts of this chain are native: code cannot be set"), ["hardhat_setCode"]
            ),
            (
                RPCMethod(
                    refusing: "anvil_setStorageAt", ["address", "slot", "value"],
                    "contracts of this chain are native: storage cannot be set"),
                ["hardhat_setStorageAt"]
            ),
        ]
    }

    private static var impersonationControls: [Row] {
        [
            (
                RPCMethod(
                    "anvil_impersonateAccount", ["address"], access: .control,
                    "lets eth_sendTransaction send for an account without its key"
                ) { (service, parameters, writer) throws(RPCError) in
                    service.control.intervene(.impersonate(try parameters.address(0), true))
                    writer.null()
                }, ["hardhat_impersonateAccount"]
            ),
            (
                RPCMethod(
                    "anvil_stopImpersonatingAccount", ["address"], access: .control,
                    "ends anvil_impersonateAccount; whether the account was impersonated"
                ) { (service, parameters, writer) throws(RPCError) in
                    let address = try parameters.address(0)
                    let wasThere = service.isImpersonated(address)
                    service.control.intervene(.impersonate(address, false))
                    writer.bool(wasThere)
                }, ["hardhat_stopImpersonatingAccount"]
            ),
            (
                RPCMethod(
                    "anvil_autoImpersonateAccount", ["on"], access: .control,
                    "lets eth_sendTransaction send for any account"
                ) { (service, parameters, writer) throws(RPCError) in
                    service.impersonatesAll = try parameters.bool(0)
                    writer.null()
                }, []
            ),
        ]
    }

    private static var feeControls: [Row] {
        [
            (
                RPCMethod(
                    "anvil_setNextBlockBaseFeePerGas", ["wei"], access: .control,
                    "sets the base fee of the next block, wei per gas"
                ) { (service, parameters, writer) throws(RPCError) in
                    let fee = try parameters.quantity(0)
                    guard service.view.head.header.baseFeePerGasWei != nil else {
                        throw .refused("this chain has no base fee")
                    }
                    service.control.intervene(.setNextBaseFee(fee))
                    writer.null()
                }, ["hardhat_setNextBlockBaseFeePerGas"]
            ),
            (
                RPCMethod(
                    refusing: "evm_setBlockGasLimit", ["gas"],
                    "the gas limit of blocks is a setting of the scenario"),
                ["anvil_setBlockGasLimit"]
            ),
            (
                RPCMethod(
                    refusing: "anvil_setMinGasPrice", ["wei"],
                    "the least tip is a setting of the scenario"), ["hardhat_setMinGasPrice"]
            ),
            (
                RPCMethod(
                    refusing: "anvil_setCoinbase", ["address"],
                    "blocks are paid to the scenario's proposers"), ["hardhat_setCoinbase"]
            ),
            (
                RPCMethod(
                    refusing: "anvil_setChainId", ["chain id"],
                    "the chain id is a setting of the scenario"), []
            ),
        ]
    }

    private static var poolControls: [Row] {
        [
            (
                RPCMethod(
                    "anvil_dropTransaction", ["hash"], access: .control,
                    "takes a transaction out of all pools; its hash, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.hash(0)
                    guard let pooled = service.view.pendingTransaction(hash) else {
                        return writer.null()
                    }
                    service.control.chain.withdraw(pooled)
                    writer.hash(hash)
                }, []
            ),
            (
                RPCMethod(
                    "hardhat_dropTransaction", ["hash"], access: .control,
                    "takes a transaction out of all pools; whether it was there"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.hash(0)
                    let pooled = service.view.pendingTransaction(hash)
                    if let pooled { service.control.chain.withdraw(pooled) }
                    writer.bool(pooled != nil)
                }, []
            ),
            (
                RPCMethod(
                    "anvil_dropAllTransactions", access: .control,
                    "takes everything out of the node's pool and everywhere it has come"
                ) { (service, _, writer) throws(RPCError) in
                    let pool = service.view.node.pool
                    for sender in pool.senders {
                        // The last first, so that none moves to the queue in between.
                        let own = pool.pending(of: sender) + pool.queued(of: sender)
                        for pooled in own.reversed() { service.control.chain.withdraw(pooled) }
                    }
                    writer.null()
                }, []
            ),
        ]
    }

    private static var factMethods: [Row] {
        [
            (
                RPCMethod("anvil_nodeInfo", "facts about the chain, as anvil lays them out") {
                    (service, _, writer) throws(RPCError) in
                    service.writeNodeInfo(&writer)
                }, []
            ),
            (
                RPCMethod("anvil_metadata", "facts about program and chain") {
                    (service, _, writer) throws(RPCError) in
                    let head = service.view.head
                    writer.beginObject()
                    writer.member("clientVersion", string: service.settings.clientVersion)
                    writer.name("chainId")
                    writer.number(service.chainID)
                    writer.member("instanceId", hash: service.instanceID)
                    writer.name("latestBlockNumber")
                    writer.number(head.number)
                    writer.member("latestBlockHash", hash: head.hash)
                    writer.name("snapshots")
                    writer.beginObject()
                    writer.endObject()
                    writer.endObject()
                }, ["hardhat_metadata"]
            ),
        ]
    }
}

extension NodeService {
    /// Whether an account may send without a key.
    func isImpersonated(_ address: Address) -> Bool {
        control.chain.impersonated.contains(address)
    }

    /// Names the chain by its genesis.
    fileprivate var instanceID: Hash256 {
        view.block(.earliest)?.hash ?? .zero
    }

    fileprivate func writeNodeInfo(_ writer: inout JSONWriter) {
        let (view, chain) = (view, control.chain)
        let head = view.head
        writer.beginObject()
        writer.member("currentBlockNumber", quantity: head.number)
        writer.name("currentBlockTimestamp")
        writer.number(head.header.timestampSeconds)
        writer.member("currentBlockHash", hash: head.hash)
        writer.member("hardFork", string: chain.settings.fork.rawValue)
        writer.member("transactionOrder", string: "\(chain.settings.ordering.word)")
        writer.name("environment")
        writer.beginObject()
        writer.member("baseFee", quantity: view.nextBaseFeePerGasWei ?? .zero)
        writer.name("chainId")
        writer.number(chainID)
        writer.member("gasLimit", quantity: chain.settings.blockGasLimit)
        writer.member("gasPrice", quantity: view.gasPriceWei())
        writer.endObject()
        writer.name("forkConfig")
        writer.beginObject()
        writer.member("forkUrl", string: "")
        writer.endObject()
        writer.endObject()
    }
}

extension OrderingPolicy {
    /// What transactions are ordered by, in a word.
    fileprivate var word: String {
        switch self {
        case .firstCome: "fifo"
        case .random: "random"
        default: "fees"
        }
    }
}
