import WideIntegers

/// An event of a contract: what its logs hold.
public struct ABIEvent: Hashable, Sendable {
    /// The name without parameters.
    public let name: String
    /// The parameters, indexed ones included, in order of declaration.
    public let inputs: [ABIParameter]
    /// Whether logs lack the topic that names the event.
    public let isAnonymous: Bool
    /// What the event tells, in Markdown; not part of the JSON.
    public var documentation: String
    /// The name and the canonical types of the parameters.
    public let signature: String
    /// The hash of the signature, which is topic 0 of logs unless the event is anonymous.
    public let topic0: Hash256
    private let dataShape: ABIShape

    /// Creates an event after checking its name and types and the number of its topics.
    public init(
        _ name: String,
        inputs: [ABIParameter] = [],
        isAnonymous: Bool = false,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        _ = try checkedShape(of: inputs, in: name)
        dataShape = try checkedShape(of: inputs.filter { !$0.isIndexed }, in: name)
        let indexedCount = inputs.count(where: \.isIndexed)
        let indexedMax = isAnonymous ? 4 : 3
        guard indexedCount <= indexedMax else {
            throw .tooManyIndexed(indexedCount, max: indexedMax, in: name)
        }
        self.name = name
        self.inputs = inputs
        self.isAnonymous = isAnonymous
        self.documentation = documentation
        signature = name + inputs.canonicalNames
        topic0 = Keccak256.hash(Array(signature.utf8))
    }
}

/// A parameter of an event as a log holds it.
public enum ABIEventValue: Hashable, Sendable {
    /// The value itself.
    case value(ABIValue)
    /// The hash of an indexed value that is no value type; the value cannot be had from the log.
    case hash(Hash256)
}

extension ABIEvent {
    /// The topics and the data of a log with these values, in order of declaration.
    ///
    /// Indexed values that are no value types become the hash of their in-place encoding.
    public func encode(
        _ values: [ABIValue]
    ) throws(ABIEncodingError) -> (topics: [Hash256], data: [UInt8]) {
        guard values.count == inputs.count else {
            throw ABIEncodingError(.wrongCount(values.count, expected: inputs.count))
        }
        var topics = isAnonymous ? [] : [topic0]
        var fields: [ABIValue] = []
        for (index, parameter) in inputs.enumerated() {
            guard parameter.isIndexed else {
                fields.append(values[index])
                continue
            }
            do throws(ABIEncodingError) {
                topics.append(try topic(of: values[index], as: parameter.type))
            } catch {
                throw error.within(parameter.name, at: index)
            }
        }
        return (topics, try ABIEncoder.encode(fields, as: dataShape))
    }

    /// A log of a contract with these values, in order of declaration.
    public func log(
        of address: Address,
        _ values: [ABIValue]
    ) throws(ABIEncodingError) -> EventLog {
        let (topics, data) = try encode(values)
        return EventLog(address: address, topics: topics, data: data)
    }

    /// The parameters in a log, in order of declaration.
    public func decode(
        topics: [Hash256],
        data: [UInt8],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIEventValue] {
        let topicCount = inputs.count(where: \.isIndexed) + (isAnonymous ? 0 : 1)
        guard isAnonymous || topics.first == topic0 else {
            throw ABIDecodingError(.wrongEvent(expected: topic0), at: 0)
        }
        guard topics.count == topicCount else {
            throw ABIDecodingError(.wrongTopicCount(topics.count, expected: topicCount), at: 0)
        }
        let fields = try ABIDecoder.decode(data, from: 0, as: dataShape, rules: rules)
        var nextField = fields.makeIterator()
        var topicIndex = isAnonymous ? 0 : 1
        var values: [ABIEventValue] = []
        for parameter in inputs {
            if parameter.isIndexed {
                values.append(try value(of: topics[topicIndex], as: parameter.type, at: topicIndex))
                topicIndex += 1
            } else if let field = nextField.next() {
                values.append(.value(field))
            }
        }
        return values
    }

    /// The parameters in a log, in order of declaration.
    public func decode(
        _ log: EventLog,
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIEventValue] {
        try decode(topics: log.topics, data: log.data, rules: rules)
    }

    private func topic(
        of value: ABIValue,
        as type: ABIType
    ) throws(ABIEncodingError) -> Hash256 {
        if type.isValueType { return Hash256(try ABIEncoder.word(of: value, as: type)) }
        var bytes: [UInt8] = []
        try ABIEncoder.appendInPlace(value, as: type, to: &bytes)
        return Keccak256.hash(bytes)
    }

    private func value(
        of topic: Hash256,
        as type: ABIType,
        at index: Int
    ) throws(ABIDecodingError) -> ABIEventValue {
        guard type.isValueType else { return .hash(topic) }
        guard let value = ABIWord.value(of: UInt256(topic), as: type) else {
            throw ABIDecodingError(.outOfRange, at: index)
        }
        return .value(value)
    }
}
