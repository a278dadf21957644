import Chain
import EthereumPrimitives
import JSONText
import WideIntegers

extension MethodTable {
    /// What the node signs for the accounts whose keys it holds.
    static var signingMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_sendTransaction", ["transaction"],
                    "fills in what is missing, signs for an account of the node's or an "
                        + "impersonated one, and sends; the hash"
                ) { (service, parameters, writer) throws(RPCError) in
                    writer.hash(try service.send(try parameters.call(0)).hash)
                }, []
            ),
            (
                RPCMethod(
                    "eth_signTransaction", ["transaction"],
                    "as eth_sendTransaction without sending: the raw bytes"
                ) { (service, parameters, writer) throws(RPCError) in
                    let call = try parameters.call(0)
                    let key = try service.key(of: call.from ?? .zero)
                    let signed = try service.filled(call, from: key.address).signed(by: key)
                    writer.hex(signed.raw)
                }, []
            ),
            (
                RPCMethod(
                    "eth_sign", ["address", "data"], "the signature of a message (EIP-191)"
                ) { (service, parameters, writer) throws(RPCError) in
                    let key = try service.key(of: try parameters.address(0))
                    let digest = PersonalMessage.digest(try parameters.data(1))
                    writer.signature(key.sign(digest: digest))
                }, []
            ),
            (
                RPCMethod(
                    "personal_sign", ["data", "address", "password?"],
                    "the signature of a message (EIP-191)"
                ) { (service, parameters, writer) throws(RPCError) in
                    let digest = PersonalMessage.digest(try parameters.message(0))
                    let key = try service.key(of: try parameters.address(1))
                    writer.signature(key.sign(digest: digest))
                }, []
            ),
            (
                RPCMethod(
                    "eth_signTypedData_v4", ["address", "typed data"],
                    "the signature of typed data (EIP-712)"
                ) { (service, parameters, writer) throws(RPCError) in
                    let key = try service.key(of: try parameters.address(0))
                    let digest = try parameters.typedData(1).digest()
                    writer.signature(key.sign(digest: digest))
                }, ["eth_signTypedData"]
            ),
        ]
    }
}

extension NodeService {
    /// The key of an account of the node's.
    fileprivate func key(of address: Address) throws(RPCError) -> PrivateKey {
        guard let key = settings.accounts.first(where: { $0.address == address }) else {
            throw .refused("unknown account")
        }
        return key
    }

    fileprivate func send(_ call: CallArgument) throws(RPCError) -> SubmittedTransaction {
        let sender = call.from ?? .zero
        let key = settings.accounts.first { $0.address == sender }
        guard key != nil || impersonatesAll || isImpersonated(sender) else {
            throw .refused("unknown account")
        }
        if key == nil && !isImpersonated(sender) {
            control.intervene(.impersonate(sender, true))
        }
        let transaction = try filled(call, from: sender)
        guard let key, !isImpersonated(sender) else {
            do throws(PoolRefusal) {
                return try control.submit(transaction, impersonating: sender)
            } catch {
                throw RPCError(error)
            }
        }
        return try submit(transaction.signed(by: key).raw)
    }

    /// A transaction with nonce, gas and fees, as geth fills them in.
    ///
    /// - Source: go-ethereum, internal/ethapi/transaction_args.go, setDefaults.
    fileprivate func filled(
        _ call: CallArgument, from sender: Address
    ) throws(RPCError) -> Transaction {
        var call = call
        call.from = sender
        if let have = call.chainID, have != chainID {
            throw .refused("chainId does not match node's (have=\(have), want=\(chainID))")
        }
        if call.gasPriceWei != nil
            && (call.maxFeePerGasWei != nil || call.maxPriorityFeePerGasWei != nil)
        {
            throw .refused("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")
        }
        let view = view
        let nonce: UInt64
        if let given = call.nonce {
            nonce = given
        } else {
            nonce = try ask { () throws(QueryError) in
                try view.nonce(of: sender, at: .pending)
            }
        }
        let envelope = envelope(call, view)
        let gas: UInt64
        if let given = call.gas {
            gas = given
        } else {
            gas = try estimateGas(call, at: .pending, CallOverrides())
        }
        return Transaction(
            envelope: envelope, chainID: chainID, nonce: nonce, gasLimit: gas, recipient: call.to,
            valueWei: call.valueWei, data: call.data,
            accessList: envelope.type == 0 ? [] : call.accessList ?? [])
    }

    private func envelope(_ call: CallArgument, _ view: NodeView) -> TransactionEnvelope {
        if let price = call.gasPriceWei {
            return call.accessList == nil
                ? .legacy(gasPriceWei: price) : .accessList(gasPriceWei: price)
        }
        guard let baseFee = view.head.header.baseFeePerGasWei else {
            return .legacy(gasPriceWei: view.gasPriceWei())
        }
        // A cap that is given bounds a tip that is not.
        let suggested = view.suggestedTipWei()
        let tip = call.maxPriorityFeePerGasWei ?? min(suggested, call.maxFeePerGasWei ?? .max)
        let (twice, overflow) = baseFee.addingReportingOverflow(baseFee)
        let (cap, isLarge) = twice.addingReportingOverflow(tip)
        return .dynamicFee(
            maxPriorityFeePerGasWei: tip,
            maxFeePerGasWei: call.maxFeePerGasWei ?? (overflow || isLarge ? .max : cap))
    }
}

extension Parameters {
    /// A message as bytes, or as a text that is none in hexadecimal.
    fileprivate func message(_ place: Int) throws(RPCError) -> [UInt8] {
        let view = try view(place)
        if let text = view.text, !text.hasPrefix("0x") { return Array(text.utf8) }
        return try data(place)
    }
}

extension JSONWriter {
    /// The 65 bytes r, s and 27 or 28.
    fileprivate mutating func signature(_ signature: Signature) {
        hex(signature.r.bigEndianBytes + signature.s.bigEndianBytes + [27 + signature.yParity])
    }
}
