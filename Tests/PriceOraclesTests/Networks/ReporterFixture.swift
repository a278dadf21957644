import PriceOracles
import SimulationKernel
import WideIntegers

/// Reporters that all ask source 0, without lag or noise unless a test says otherwise.
func reporters(
    _ count: Int, lagMicros: UInt64 = 0, noise: Distribution = .constant(0)
) -> [Reporter] {
    (0..<count).map {
        Reporter("r\($0)", providers: [.init(0)], lagMicros: lagMicros, noise: noise)
    }
}

/// A moment so many seconds after a fixed one.
func second(_ number: UInt64) -> SimulatedTime { SimulatedTime(seconds: 1_000_000 + number) }

/// A fault between two of those seconds.
func fault(_ fault: FeedFault, _ start: UInt64, _ end: UInt64) throws -> FaultWindow {
    try FaultWindow(fault, from: second(start), until: second(end))
}

let chance = RandomSource(seed: 11)
