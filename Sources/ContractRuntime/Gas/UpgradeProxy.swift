import EthereumPrimitives
import WideIntegers

/// What an upgrade proxy before a contract costs: its two slots and its implementation.
///
/// The program at the account is the implementation's; only the gas of the proxy is added.
struct UpgradeProxy {
    let adminSlot: Slot
    let implementationSlot: Slot
    let implementation: AccountID

    /// Dispatch, and copying of call data and result, beside the two reads and the call.
    /// - Source: `proxied` rows of the recorded gas of Perpetual Protocol v1, mean of all classes.
    static let computeGas: UInt64 = 76
}

extension ContractHost {
    /// Charges every call of an account as one through an upgrade proxy; only while the world is
    /// built.
    public func placeBehindProxy(_ account: AccountID) {
        let slots = state.addSlots(2)
        let name = state.address(of: account).bytes + Array("implementation".utf8)
        let address = Address(truncating: UInt256(Keccak256.hash(name)))
        proxies[account] = UpgradeProxy(
            adminSlot: slots, implementationSlot: slots.advanced(by: 1),
            implementation: state.account(address))
    }
}

extension CallContext {
    /// Pays for the proxy that a call of an account goes through, where it has one.
    func payForProxy(of account: AccountID) throws(Revert) {
        guard let proxy = host.proxies[account] else { return }
        _ = try load(proxy.adminSlot)
        _ = try load(proxy.implementationSlot)
        try gas.charge(host.gasOfAccess(proxy.implementation), .access)
        try gas.charge(UpgradeProxy.computeGas, .compute)
    }
}
