import Glibc
import NIOCore

/// Why a shell does not listen.
public enum ShellError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Somebody else listens there.
    case addressInUse(ShellAddress)
    /// The address is none of this machine's.
    case addressUnknown(ShellAddress)
    /// The system does not let this user listen there, as on ports below 1024.
    case notPermitted(ShellAddress)
    /// The port is not from 0 to 65535.
    case portOutOfRange(ShellAddress)
    /// It was started before; a shell listens once.
    case startedBefore
    /// Anything else that the system says.
    case system(ShellAddress, String)

    /// A sentence for the user.
    public var description: String {
        switch self {
        case .addressInUse(let address):
            "\(address) is in use; choose another port, or 0 for any free one"
        case .addressUnknown(let address): "\(address.host) is no address of this machine"
        case .notPermitted(let address): "listening at \(address) is not permitted"
        case .portOutOfRange(let address): "the port is \(address.port); it must be from 0 to 65535"
        case .startedBefore: "the shell was started before"
        case .system(let address, let text): "cannot listen at \(address): \(text)"
        }
    }

    init(_ error: any Error, at address: ShellAddress) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .addressInUse(address)
        case EADDRNOTAVAIL: self = .addressUnknown(address)
        case EACCES, EPERM: self = .notPermitted(address)
        default: self = .system(address, "\(error)")
        }
    }
}
