import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Gas that report contracts spend beside storage, logs and calls.
///
/// The precompile's price is the protocol's; what surrounds it in bytecode is an estimate.
enum ReportGas {
    /// - Source: yellow paper, appendix E, ECREC.
    static let recovery: UInt64 = 3_000
    /// The call of the precompile, its memory and the checks of what comes back.
    static let recoveryFrame: UInt64 = 1_200
    /// Entering a function that takes reports.
    static let entry: UInt64 = 2_000
    /// Decoding, checking and sorting one value of a report.
    static let value: UInt64 = 600
    /// A view.
    static let view: UInt64 = 300
}

extension CallContext {
    /// Who signed a digest, by the precompile; nil where nobody can have.
    ///
    /// As the precompile it takes a high s, and parities 0 and 1 alone.
    func signer(of digest: Hash256, _ signature: Signature) throws(Revert) -> AccountID? {
        try compute(ReportGas.recovery + ReportGas.recoveryFrame)
        guard signature.yParity < 2,
            let address = try? signature.recoverAddress(digest: digest)
        else { return nil }
        return state.account(address)
    }
}

extension ContractABI {
    /// The words of one function's call data, read by a body that knows their types.
    /// - Throws: `Revert.empty` for what a compiled contract would refuse.
    static func decode<Value>(
        _ input: [UInt8], of function: CallLayout,
        _ body: (inout ABIReader) throws(ABIDecodingError) -> Value
    ) throws(Revert) -> Value {
        do {
            var reader = try function.reader(input)
            return try body(&reader)
        } catch {
            throw .empty
        }
    }
}

extension ABIReader {
    /// Reads an array of words.
    mutating func uint256Array() throws(ABIDecodingError) -> [UInt256] {
        try array(of: .word) { reader throws(ABIDecodingError) in try reader.uint256() }
    }

    /// Reads an array of addresses.
    mutating func addressArray() throws(ABIDecodingError) -> [Address] {
        try array(of: .word) { reader throws(ABIDecodingError) in try reader.address() }
    }

    /// Reads an array of byte strings.
    mutating func bytesArray() throws(ABIDecodingError) -> [[UInt8]] {
        try array(of: .lengthPrefixed) { reader throws(ABIDecodingError) in try reader.bytes() }
    }
}

extension CallLayout {
    /// The encoding of a result that is an array of addresses alone.
    func result(_ addresses: [Address]) -> [UInt8] {
        var writer = resultWriter()
        writer.appendArray(addresses, of: .word) { writer, address in writer.append(address) }
        return writer.bytes
    }

    /// The encoding of a result that is a text alone.
    func result(_ text: String) -> [UInt8] {
        var writer = resultWriter()
        writer.append(string: text)
        return writer.bytes
    }
}

extension Address {
    /// The first address that occurs twice; nil when none does.
    static func firstRepeated(in addresses: [Address]) -> Address? {
        let sorted = addresses.sorted()
        for (one, next) in zip(sorted, sorted.dropFirst()) where one == next { return one }
        return nil
    }
}
