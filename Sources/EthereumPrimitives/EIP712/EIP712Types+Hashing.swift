import WideIntegers

extension EIP712Types {
    /// The hash of a struct's value.
    ///
    /// - Parameters:
    ///   - name: The struct.
    ///   - value: A tuple of the fields in order of declaration.
    /// - Source: EIP-712, "Definition of hashStruct".
    public func hashStruct(_ name: String, _ value: ABIValue) throws(EIP712Error) -> Hash256 {
        var typeHashes: [String: Hash256] = [:]
        return try hashStruct(name, value, depth: 1, &typeHashes)
    }

    /// What is signed: the hash of a domain and a message together.
    ///
    /// - Parameters:
    ///   - domain: What the signature is good for.
    ///   - primaryType: The struct of the message.
    ///   - message: A tuple of the fields in order of declaration.
    public func digest(
        domain: EIP712Domain,
        primaryType: String,
        message: ABIValue
    ) throws(EIP712Error) -> Hash256 {
        domain.digest(ofStruct: try hashStruct(primaryType, message))
    }

    private func hashStruct(
        _ name: String,
        _ value: ABIValue,
        depth: Int,
        _ typeHashes: inout [String: Hash256]
    ) throws(EIP712Error) -> Hash256 {
        guard depth <= EIP712Types.depthMax else { throw .tooDeep }
        let (fields, types) = try typedFields(of: name)
        guard case .tuple(let values) = value else {
            throw .wrongValue(
                ABIEncodingError(.wrongKind(expected: "the struct \(name)", found: value.kind))
            )
        }
        guard values.count == fields.count else {
            throw .wrongValue(
                ABIEncodingError(.wrongCount(values.count, expected: fields.count))
            )
        }
        let typeHash: Hash256
        if let known = typeHashes[name] {
            typeHash = known
        } else {
            typeHash = try self.typeHash(name)
            typeHashes[name] = typeHash
        }
        var hasher = Keccak256()
        hasher.update(typeHash.bytes)
        for (index, field) in fields.enumerated() {
            do throws(EIP712Error) {
                let word = try word(
                    of: values[index],
                    as: types[index],
                    depth: depth + 1,
                    &typeHashes
                )
                hasher.update(word.bytes)
            } catch {
                throw error.within(field.name, at: index)
            }
        }
        return hasher.finalize()
    }

    /// The 32 bytes that stand for a value within its struct or array.
    private func word(
        of value: ABIValue,
        as type: EIP712Type,
        depth: Int,
        _ typeHashes: inout [String: Hash256]
    ) throws(EIP712Error) -> Hash256 {
        switch type {
        case .structure(let name):
            return try hashStruct(name, value, depth: depth, &typeHashes)
        case .array(let element, let count):
            return try hashArray(value, of: element, count: count, depth: depth, &typeHashes)
        case .atomic(let type):
            switch (type, value) {
            case (.bytes, .bytes(let content)), (.string, .string(let content)):
                return Keccak256.hash(content)
            default:
                do throws(ABIEncodingError) {
                    return Hash256(try ABIEncoder.word(of: value, as: type))
                } catch {
                    throw .wrongValue(error)
                }
            }
        }
    }

    private func hashArray(
        _ value: ABIValue,
        of element: EIP712Type,
        count: Int?,
        depth: Int,
        _ typeHashes: inout [String: Hash256]
    ) throws(EIP712Error) -> Hash256 {
        guard depth <= EIP712Types.depthMax else { throw .tooDeep }
        guard case .array(let elements) = value else {
            throw .wrongValue(
                ABIEncodingError(.wrongKind(expected: "an array", found: value.kind))
            )
        }
        if let count, elements.count != count {
            throw .wrongValue(ABIEncodingError(.wrongCount(elements.count, expected: count)))
        }
        var hasher = Keccak256()
        for (index, item) in elements.enumerated() {
            do throws(EIP712Error) {
                let word = try word(of: item, as: element, depth: depth + 1, &typeHashes)
                hasher.update(word.bytes)
            } catch {
                throw error.within("", at: index)
            }
        }
        return hasher.finalize()
    }
}
