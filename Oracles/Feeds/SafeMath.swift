import ContractRuntime
import WideIntegers

/// Checked arithmetic whose failures are the contracts' reverts.
///
/// - Source: OpenZeppelin 3.0 SafeMath, as Perpetual Protocol v1's feeds use it.
extension UInt256 {
    func plus(_ other: UInt256) throws(Revert) -> UInt256 {
        do { return try addD(other) } catch { throw Revert(error) }
    }

    func minus(_ other: UInt256) throws(Revert) -> UInt256 {
        do { return try subD(other) } catch { throw Revert(error) }
    }

    func times(_ other: UInt256) throws(Revert) -> UInt256 {
        do { return try mulScalar(other) } catch { throw Revert(error) }
    }

    /// The quotient, floored.
    func over(_ other: UInt256) throws(Revert) -> UInt256 {
        do { return try divScalar(other) } catch { throw Revert(error) }
    }
}
