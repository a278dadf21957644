import WideIntegers

extension ABIEncoder {
    /// Solidity's `abi.encodePacked`: bytes of the types' own widths one after the other, without
    /// lengths; elements of arrays take 32 bytes each.
    ///
    /// Different arguments can give the same bytes. Tuples, nested arrays and arrays of bytes or
    /// strings are refused, as Solidity does.
    /// - Source: Solidity ABI specification, "Non-standard Packed Mode".
    public static func encodePacked(
        _ values: [ABIValue],
        as types: [ABIType]
    ) throws(ABIEncodingError) -> [UInt8] {
        guard values.count == types.count else {
            throw ABIEncodingError(.wrongCount(values.count, expected: types.count))
        }
        _ = try shape(of: types.map { ABIParameter("", $0) })
        var bytes: [UInt8] = []
        for (index, value) in values.enumerated() {
            do throws(ABIEncodingError) {
                try appendPacked(value, as: types[index], to: &bytes)
            } catch {
                throw error.within("", at: index)
            }
        }
        return bytes
    }

    private static func appendPacked(
        _ value: ABIValue,
        as type: ABIType,
        to bytes: inout [UInt8]
    ) throws(ABIEncodingError) {
        switch (type, value) {
        case (.bytes, .bytes(let content)), (.string, .string(let content)):
            bytes.append(contentsOf: content)
        case (.array(let element), .array(let elements)) where element.isValueType:
            try appendPackedElements(elements, as: element, to: &bytes)
        case (.fixedArray(let element, let count), .array(let elements))
        where element.isValueType:
            guard elements.count == count else {
                throw ABIEncodingError(.wrongCount(elements.count, expected: count))
            }
            try appendPackedElements(elements, as: element, to: &bytes)
        case (.tuple, _), (.array, .array), (.fixedArray, .array):
            throw ABIEncodingError(.notPackable(type))
        case (_, .fixedBytes(let content)):
            _ = try word(of: value, as: type)
            bytes.append(contentsOf: content)
        default:
            let word = try word(of: value, as: type)
            bytes.append(contentsOf: word.bigEndianBytes.suffix(packedWidth(of: type)))
        }
    }

    private static func appendPackedElements(
        _ elements: [ABIValue],
        as type: ABIType,
        to bytes: inout [UInt8]
    ) throws(ABIEncodingError) {
        for (index, element) in elements.enumerated() {
            do throws(ABIEncodingError) {
                try word(of: element, as: type).appendBigEndian(to: &bytes)
            } catch {
                throw error.within("", at: index)
            }
        }
    }

    /// The bytes that a right-aligned value type takes.
    private static func packedWidth(of type: ABIType) -> Int {
        switch type {
        case .uint(let bits), .int(let bits): bits / 8
        case .address: 20
        case .bool: 1
        case .fixedBytes, .function, .bytes, .string, .array, .fixedArray, .tuple: 32
        }
    }

    /// The word of a value of a value type.
    static func word(
        of value: ABIValue,
        as type: ABIType
    ) throws(ABIEncodingError) -> UInt256 {
        do throws(ABIEncodingError.Problem) {
            return try ABIWord.word(of: value, as: type)
        } catch {
            throw ABIEncodingError(error)
        }
    }

    /// Appends the in-place encoding that is hashed into the topic of an indexed parameter.
    ///
    /// Each value is padded to whole words and nothing tells lengths; bytes and strings are not
    /// padded when they are the parameter itself.
    /// - Source: Solidity ABI specification, "Encoding of Indexed Event Parameters".
    static func appendInPlace(
        _ value: ABIValue,
        as type: ABIType,
        isElement: Bool = false,
        to bytes: inout [UInt8]
    ) throws(ABIEncodingError) {
        switch (type, value) {
        case (.bytes, .bytes(let content)), (.string, .string(let content)):
            bytes.append(contentsOf: content)
            if isElement {
                bytes.append(contentsOf: repeatElement(0, count: -content.count & 31))
            }
        case (.array(let element), .array(let elements)):
            try appendRow(elements, of: elements.map { _ in ABIParameter("", element) }, to: &bytes)
        case (.fixedArray(let element, let count), .array(let elements)):
            guard elements.count == count else {
                throw ABIEncodingError(.wrongCount(elements.count, expected: count))
            }
            try appendRow(elements, of: elements.map { _ in ABIParameter("", element) }, to: &bytes)
        case (.tuple(let parameters), .tuple(let components)):
            guard components.count == parameters.count else {
                throw ABIEncodingError(
                    .wrongCount(components.count, expected: parameters.count)
                )
            }
            try appendRow(components, of: parameters, to: &bytes)
        default:
            try word(of: value, as: type).appendBigEndian(to: &bytes)
        }
    }

    private static func appendRow(
        _ values: [ABIValue],
        of parameters: [ABIParameter],
        to bytes: inout [UInt8]
    ) throws(ABIEncodingError) {
        for (index, value) in values.enumerated() {
            let parameter = parameters[index]
            do throws(ABIEncodingError) {
                try appendInPlace(value, as: parameter.type, isElement: true, to: &bytes)
            } catch {
                throw error.within(parameter.name, at: index)
            }
        }
    }
}
