import EthereumPrimitives
import WideIntegers

extension ContractABI {
    /// The first topic of an event that the contract itself has declared.
    package func topic(ofEvent name: String) -> UInt256 {
        guard let event = event(named: name) else {
            preconditionFailure("\(self.name) declares no event \(name)")
        }
        return UInt256(event.topic0)
    }
}
