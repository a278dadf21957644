import WideIntegers

extension Transaction {
    /// The bytes whose digest is signed.
    /// - Source: yellow paper section 4.2; EIP-155; EIP-2930; EIP-1559.
    public var unsignedBytes: [UInt8] {
        encoded { writer in
            guard envelope.type == 0, let chainID else { return }
            writer.append(chainID)
            writer.append(0 as UInt64)
            writer.append(0 as UInt64)
        }
    }

    /// The digest that the sender signs.
    public var signingHash: Hash256 { Keccak256.hash(unsignedBytes) }

    /// Signs with the sender's key.
    public func signed(by key: PrivateKey) -> SignedTransaction {
        SignedTransaction(self, signature: key.sign(digest: signingHash))
    }

    /// The bytes of a signed transaction as nodes exchange them.
    func signedBytes(_ signature: Signature) -> [UInt8] {
        encoded { writer in
            if envelope.type == 0 {
                writer.append(legacyV(yParity: signature.yParity))
            } else {
                writer.append(UInt64(signature.yParity))
            }
            writer.append(signature.r)
            writer.append(signature.s)
        }
    }

    /// 27 or 28, or twice the chain id plus 35 or 36.
    /// - Source: EIP-155.
    private func legacyV(yParity: UInt8) -> UInt256 {
        guard let chainID else { return UInt256(27 + UInt64(yParity)) }
        return UInt256(UInt128(chainID) * 2 + 35 + UInt128(yParity))
    }

    private func encoded(tail: (inout RLPWriter) -> Void) -> [UInt8] {
        var writer = RLPWriter(
            prefix: envelope.type == 0 ? [] : [envelope.type], capacity: 160 + data.count)
        writer.appendList { writer in
            if envelope.type != 0 { writer.append(chainID ?? 0) }
            writer.append(nonce)
            switch envelope {
            case .legacy(let gasPrice), .accessList(let gasPrice):
                writer.append(gasPrice)
            case .dynamicFee(let maxPriorityFee, let maxFee):
                writer.append(maxPriorityFee)
                writer.append(maxFee)
            }
            writer.append(gasLimit)
            writer.append(recipient)
            writer.append(valueWei)
            writer.append(bytes: data)
            if envelope.type != 0 { writer.append(accessList) }
            tail(&writer)
        }
        return writer.bytes
    }
}

extension RLPWriter {
    fileprivate mutating func append(_ accessList: [AccessListEntry]) {
        appendList { writer in
            for entry in accessList {
                writer.appendList { writer in
                    writer.append(entry.address)
                    writer.appendList { writer in
                        for key in entry.storageKeys { writer.append(key) }
                    }
                }
            }
        }
    }
}
