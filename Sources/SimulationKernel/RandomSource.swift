/// The root of all chance in a run: a seed from which each component draws a stream by name.
public struct RandomSource: Sendable {
    /// The seed of the run.
    public let seed: UInt64

    /// A source; equal seeds give equal streams.
    public init(seed: UInt64) {
        self.seed = seed
    }

    /// The stream of that name, from its beginning.
    ///
    /// It depends on the seed and the name's UTF-8 alone, so that one component more or less changes
    /// nobody else's draws. A name is a path, as `agent/keeper-3/latency`; two components never share
    /// one, since each would see the other's draws.
    public func stream(_ name: String) -> RandomStream {
        RandomStream(seed: seed, name: name)
    }
}
