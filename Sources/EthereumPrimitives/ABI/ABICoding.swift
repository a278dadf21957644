/// Encodes values of types that are known only at run time.
public enum ABIEncoder {
    /// The canonical encoding of arguments, without a selector.
    public static func encode(
        _ values: [ABIValue],
        as types: [ABIType]
    ) throws(ABIEncodingError) -> [UInt8] {
        try encode(values, as: types.map { ABIParameter("", $0) })
    }

    /// The canonical encoding of arguments, without a selector; errors name the parameters.
    public static func encode(
        _ values: [ABIValue],
        as parameters: [ABIParameter]
    ) throws(ABIEncodingError) -> [UInt8] {
        try encode(values, as: shape(of: parameters))
    }

    static func encode(
        _ values: [ABIValue],
        as shape: ABIShape,
        selector: Selector? = nil
    ) throws(ABIEncodingError) -> [UInt8] {
        try shape.checkParts(of: .tuple(values))
        var writer = ABIWriter(selector: selector, headSize: shape.layout.size)
        try writer.append(components: values, as: shape)
        return writer.bytes
    }

    static func shape(of parameters: [ABIParameter]) throws(ABIEncodingError) -> ABIShape {
        do throws(ABITypeError) {
            return try ABIShape(parameters)
        } catch {
            throw ABIEncodingError(.invalidType(error))
        }
    }
}

/// Decodes values of types that are known only at run time.
public enum ABIDecoder {
    /// The values that data encodes.
    ///
    /// - Parameters:
    ///   - data: The encoding, and whatever precedes it; data after it is ignored.
    ///   - start: Where the encoding begins: 4 after a selector.
    ///   - types: The types of the values.
    ///   - rules: How exact the encoding must be.
    public static func decode(
        _ data: [UInt8],
        from start: Int = 0,
        as types: [ABIType],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIValue] {
        let shape: ABIShape
        do throws(ABITypeError) {
            shape = try ABIShape(types.map { ABIParameter("", $0) })
        } catch {
            throw ABIDecodingError(.invalidType(error), at: start)
        }
        return try decode(data, from: start, as: shape, rules: rules)
    }

    static func decode(
        _ data: [UInt8],
        from start: Int,
        as shape: ABIShape,
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIValue] {
        var reader = try ABIReader(
            data,
            from: start,
            headSize: shape.layout.size,
            rules: rules
        )
        return try reader.values(of: shape.members)
    }
}

extension ABIShape {
    /// Checks that arrays and tuples have the parts which the type says.
    ///
    /// A head is as large as its type. Checked beforehand, none is made for parts that are missing.
    fileprivate func checkParts(of value: ABIValue) throws(ABIEncodingError) {
        switch (type, value) {
        case (.array, .array(let elements)):
            try members[0].checkElements(elements)
        case (.fixedArray(_, let count), .array(let elements)):
            guard elements.count == count else {
                throw ABIEncodingError(.wrongCount(elements.count, expected: count))
            }
            try members[0].checkElements(elements)
        case (.tuple(let parameters), .tuple(let components)):
            guard components.count == parameters.count else {
                throw ABIEncodingError(.wrongCount(components.count, expected: parameters.count))
            }
            for (index, component) in components.enumerated() {
                do throws(ABIEncodingError) {
                    try members[index].checkParts(of: component)
                } catch {
                    throw error.within(parameters[index].name, at: index)
                }
            }
        case (.array, _), (.fixedArray, _), (.tuple, _):
            throw ABIEncodingError(
                .wrongKind(expected: type.canonicalName, found: value.kind))
        default:
            break
        }
    }

    private func checkElements(_ elements: [ABIValue]) throws(ABIEncodingError) {
        if type.isValueType { return }
        for (index, element) in elements.enumerated() {
            do throws(ABIEncodingError) {
                try checkParts(of: element)
            } catch {
                throw error.within("", at: index)
            }
        }
    }
}

// What follows writes values whose parts have been checked.
extension ABIWriter {
    /// Writes the components of a tuple, one after the other.
    fileprivate mutating func append(
        components values: [ABIValue],
        as shape: ABIShape
    ) throws(ABIEncodingError) {
        guard case .tuple(let parameters) = shape.type else { return }
        for (index, value) in values.enumerated() {
            do throws(ABIEncodingError) {
                try append(value, as: shape.members[index])
            } catch {
                throw error.within(parameters[index].name, at: index)
            }
        }
    }

    private mutating func append(
        _ value: ABIValue,
        as shape: ABIShape
    ) throws(ABIEncodingError) {
        switch (shape.type, value) {
        case (.bytes, .bytes(let bytes)), (.string, .string(let bytes)):
            append(bytes: bytes)
        case (.array, .array(let elements)):
            try appendArray(
                elements.enumerated(),
                of: shape.members[0].layout,
                ABIWriter.elementWriter(shape)
            )
        case (.fixedArray, .array(let elements)):
            try appendFixedArray(
                elements.enumerated(),
                of: shape.members[0].layout,
                ABIWriter.elementWriter(shape)
            )
        case (.tuple, .tuple(let components)):
            try appendTuple(shape.layout) { writer throws(ABIEncodingError) in
                try writer.append(components: components, as: shape)
            }
        default:
            do throws(ABIEncodingError.Problem) {
                append(try ABIWord.word(of: value, as: shape.type))
            } catch {
                throw ABIEncodingError(error)
            }
        }
    }

    /// What writes one element of an array.
    private static func elementWriter(
        _ array: ABIShape
    ) -> (inout ABIWriter, (offset: Int, element: ABIValue)) throws(ABIEncodingError) -> Void {
        let shape = array.members[0]
        return { writer, item throws(ABIEncodingError) in
            do throws(ABIEncodingError) {
                try writer.append(item.element, as: shape)
            } catch {
                throw error.within("", at: item.offset)
            }
        }
    }
}
