/// What a call may do to state and ether.
public enum ABIStateMutability: String, Hashable, Sendable {
    /// Reads no state.
    case pure
    /// Changes no state.
    case view
    /// Changes state and takes no ether.
    case nonpayable
    /// Changes state and takes ether.
    case payable
}

/// A function of a contract: how it is called and what it returns.
public struct ABIFunction: Hashable, Sendable {
    /// The name without parameters.
    public let name: String
    /// The arguments.
    public let inputs: [ABIParameter]
    /// The results.
    public let outputs: [ABIParameter]
    /// What a call may do.
    public let stateMutability: ABIStateMutability
    /// What the function is for, in Markdown; not part of the JSON.
    public var documentation: String
    /// The name and the canonical types of the arguments, such as `transfer(address,uint256)`.
    public let signature: String
    /// The first four bytes of the signature's hash, with which call data begins.
    public let selector: Selector
    /// The layout of all arguments together; its size is the head that `ABIReader` needs.
    public var inputsLayout: ABILayout { inputsShape.layout }
    /// The layout of all results together; its size is the head that `ABIWriter` needs.
    public var outputsLayout: ABILayout { outputsShape.layout }

    private let inputsShape: ABIShape
    private let outputsShape: ABIShape

    /// Creates a function after checking its name and types.
    public init(
        _ name: String,
        inputs: [ABIParameter] = [],
        outputs: [ABIParameter] = [],
        stateMutability: ABIStateMutability = .nonpayable,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        inputsShape = try checkedShape(of: inputs, in: name)
        outputsShape = try checkedShape(of: outputs, in: name)
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.stateMutability = stateMutability
        self.documentation = documentation
        signature = name + inputs.canonicalNames
        selector = Selector(signature: signature)
    }
}

// MARK: - Call data

extension ABIFunction {
    /// Call data: the selector and the encoded arguments.
    public func encodeCall(_ arguments: [ABIValue]) throws(ABIEncodingError) -> [UInt8] {
        try ABIEncoder.encode(arguments, as: inputsShape, selector: selector)
    }

    /// The arguments in call data.
    public func decodeCall(
        _ data: [UInt8],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIValue] {
        try check(selector, of: data)
        return try ABIDecoder.decode(data, from: 4, as: inputsShape, rules: rules)
    }

    /// The data that a call returns.
    public func encodeResult(_ results: [ABIValue]) throws(ABIEncodingError) -> [UInt8] {
        try ABIEncoder.encode(results, as: outputsShape)
    }

    /// The results in the data that a call returned.
    public func decodeResult(
        _ data: [UInt8],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIValue] {
        try ABIDecoder.decode(data, from: 0, as: outputsShape, rules: rules)
    }

    /// A reader of the arguments in call data, for code that knows their types.
    public func reader(
        ofCall data: [UInt8],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> ABIReader {
        try check(selector, of: data)
        return try ABIReader(data, from: 4, headSize: inputsLayout.size, rules: rules)
    }

    /// A writer of call data with the selector in place, for code that knows the types.
    public func callWriter() -> ABIWriter {
        ABIWriter(selector: selector, headSize: inputsLayout.size)
    }

    /// A writer of the data that a call returns, for code that knows the types.
    public func resultWriter() -> ABIWriter { ABIWriter(headSize: outputsLayout.size) }
}

/// A constructor of a contract.
public struct ABIConstructor: Hashable, Sendable {
    /// The arguments.
    public let inputs: [ABIParameter]
    /// Whether ether can be sent along.
    public let isPayable: Bool
    /// What is set up, in Markdown; not part of the JSON.
    public var documentation: String
    private let shape: ABIShape

    /// Creates a constructor after checking its types.
    public init(
        inputs: [ABIParameter] = [],
        isPayable: Bool = false,
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        shape = try checkedShape(of: inputs, in: "constructor")
        self.inputs = inputs
        self.isPayable = isPayable
        self.documentation = documentation
    }

    /// The arguments as they follow the creation code.
    public func encode(_ arguments: [ABIValue]) throws(ABIEncodingError) -> [UInt8] {
        try ABIEncoder.encode(arguments, as: shape)
    }

    /// The arguments that follow the creation code.
    public func decode(
        _ data: [UInt8],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIValue] {
        try ABIDecoder.decode(data, from: 0, as: shape, rules: rules)
    }
}

/// An error that a contract reverts with.
public struct ABIErrorDeclaration: Hashable, Sendable {
    /// The name without parameters.
    public let name: String
    /// The arguments.
    public let inputs: [ABIParameter]
    /// When the error is raised, in Markdown; not part of the JSON.
    public var documentation: String
    /// The name and the canonical types of the arguments.
    public let signature: String
    /// The first four bytes of the signature's hash, with which revert data begins.
    public let selector: Selector
    /// The layout of all arguments together; its size is the head that `ABIWriter` needs.
    public var inputsLayout: ABILayout { shape.layout }
    private let shape: ABIShape

    /// Creates an error after checking its name and types.
    public init(
        _ name: String,
        inputs: [ABIParameter] = [],
        documentation: String = ""
    ) throws(ABIDeclarationError) {
        shape = try checkedShape(of: inputs, in: name)
        self.name = name
        self.inputs = inputs
        self.documentation = documentation
        signature = name + inputs.canonicalNames
        selector = Selector(signature: signature)
    }

    /// Revert data: the selector and the encoded arguments.
    public func encode(_ arguments: [ABIValue]) throws(ABIEncodingError) -> [UInt8] {
        try ABIEncoder.encode(arguments, as: shape, selector: selector)
    }

    /// The arguments in revert data.
    public func decode(
        _ data: [UInt8],
        rules: ABIDecodingRules
    ) throws(ABIDecodingError) -> [ABIValue] {
        try check(selector, of: data)
        return try ABIDecoder.decode(data, from: 4, as: shape, rules: rules)
    }
}

private func check(_ selector: Selector, of data: [UInt8]) throws(ABIDecodingError) {
    guard Selector(prefix: data) == selector else {
        throw ABIDecodingError(.wrongSelector(expected: selector), at: 0)
    }
}
