// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "perplab",
    products: [
        .library(
            name: "PerplabCore",
            targets: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "SimulationKernel",
                "ContractRuntime", "PerpContracts", "PriceOracles", "Chain", "OrderBook", "Agents",
                "Simulation", "Experiments",
            ]),
        .library(name: "PerplabScenarios", targets: ["ScenarioFiles"]),
        .library(name: "PerplabResults", targets: ["Results"]),
        .library(name: "PerplabConformance", targets: ["Conformance"]),
        .library(name: "PerplabJSON", targets: ["JSONText"]),
        .executable(name: "perplab", targets: ["perplab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // MARK: - Numbers

        .target(name: "WideIntegers"),

        // MARK: - Venue formulas

        .target(name: "VenueFormulas", dependencies: ["WideIntegers", "SimulationKernel"]),

        // MARK: - Ethereum

        .systemLibrary(
            name: "CSecp256k1",
            pkgConfig: "libsecp256k1",
            providers: [.apt(["libsecp256k1-dev"])]
        ),
        .target(name: "EthereumPrimitives", dependencies: ["WideIntegers", "CSecp256k1"]),

        // MARK: - Simulated time and chance

        .target(
            name: "SimulationKernel",
            dependencies: [.product(name: "HeapModule", package: "swift-collections")]),

        // MARK: - Contracts

        .target(name: "ContractRuntime", dependencies: ["WideIntegers", "EthereumPrimitives"]),

        .target(
            name: "PerpContracts",
            dependencies: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "ContractRuntime",
            ],
            path: "Contracts"
        ),
        .target(
            name: "PriceOracles",
            dependencies: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "SimulationKernel",
                "ContractRuntime",
            ],
            path: "Oracles"
        ),

        // MARK: - Chain

        .target(
            name: "Chain",
            dependencies: [
                "WideIntegers", "EthereumPrimitives", "SimulationKernel", "ContractRuntime",
                .product(name: "HeapModule", package: "swift-collections"),
            ]),

        // MARK: - Order book

        .target(name: "OrderBook", dependencies: ["WideIntegers", "VenueFormulas"]),

        // MARK: - Agents

        .target(
            name: "Agents",
            dependencies: [
                "WideIntegers", "EthereumPrimitives", "SimulationKernel", "ContractRuntime",
                "PerpContracts", "PriceOracles", "Chain", "OrderBook",
            ]),

        // MARK: - Simulation and studies

        .target(
            name: "Simulation",
            dependencies: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "SimulationKernel",
                "ContractRuntime", "PerpContracts", "PriceOracles", "Chain", "OrderBook", "Agents",
            ]),
        .target(
            name: "Experiments",
            dependencies: [
                "WideIntegers", "VenueFormulas", "SimulationKernel", "PriceOracles", "OrderBook",
                "Simulation",
            ]),

        // MARK: - JSON

        .target(name: "JSONText"),

        // MARK: - Files

        .target(
            name: "ScenarioFiles",
            dependencies: [
                "WideIntegers", "SimulationKernel", "PriceOracles", "Chain", "Simulation",
                "Experiments", .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("BuiltIn"), .embedInCode("BuiltInStudies")]),
        .target(
            name: "Results",
            dependencies: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "SimulationKernel",
                "JSONText", "Simulation", "Experiments",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),

        // MARK: - Node and keeper bots

        .target(
            name: "JSONRPCNode",
            dependencies: [
                "WideIntegers", "EthereumPrimitives", "SimulationKernel", "ContractRuntime",
                "PerpContracts", "PriceOracles", "Chain", "Agents", "Simulation", "JSONText",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
            ]),
        .target(
            name: "KeeperHarness",
            dependencies: [
                "WideIntegers", "EthereumPrimitives", "SimulationKernel", "ContractRuntime",
                "PerpContracts", "PriceOracles", "Chain", "Agents", "Simulation", "JSONText",
                "JSONRPCNode", "Results",
            ]),

        // MARK: - Conformance and command line

        .target(
            name: "Conformance",
            dependencies: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "ContractRuntime",
                "PerpContracts", "PriceOracles", "SimulationKernel", "Chain", "OrderBook",
            ]
        ),
        .executableTarget(
            name: "perplab",
            dependencies: [
                "WideIntegers", "VenueFormulas", "EthereumPrimitives", "SimulationKernel",
                "ContractRuntime", "PerpContracts", "PriceOracles", "Chain", "Conformance",
                "Simulation", "Experiments", "ScenarioFiles", "Results", "JSONText", "JSONRPCNode",
                "KeeperHarness",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        // MARK: - Tests

        .target(
            name: "TestSupport",
            dependencies: ["WideIntegers", .product(name: "BigInt", package: "BigInt")],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "WideIntegersTests", dependencies: ["WideIntegers", "TestSupport"]),
        .testTarget(
            name: "VenueFormulasTests",
            dependencies: ["VenueFormulas", "WideIntegers", "TestSupport"]),
        .testTarget(
            name: "EthereumPrimitivesTests",
            dependencies: ["EthereumPrimitives", "WideIntegers", "TestSupport"]
        ),
        .testTarget(
            name: "SimulationKernelTests", dependencies: ["SimulationKernel", "TestSupport"]),
        .testTarget(
            name: "ContractRuntimeTests",
            dependencies: ["ContractRuntime", "EthereumPrimitives", "WideIntegers", "TestSupport"]),
        .testTarget(
            name: "PerpContractsTests",
            dependencies: [
                "PerpContracts", "PriceOracles", "ContractRuntime", "EthereumPrimitives",
                "WideIntegers", "TestSupport",
            ]),
        .testTarget(
            name: "PriceOraclesTests",
            dependencies: [
                "PriceOracles", "Conformance", "PerpContracts", "VenueFormulas", "SimulationKernel",
                "ContractRuntime", "EthereumPrimitives", "WideIntegers", "TestSupport",
            ]),
        .testTarget(
            name: "ChainTests",
            dependencies: [
                "Chain", "SimulationKernel", "PerpContracts", "PriceOracles", "ContractRuntime",
                "EthereumPrimitives", "WideIntegers", "TestSupport",
            ]),
        .testTarget(
            name: "OrderBookTests",
            dependencies: ["OrderBook", "VenueFormulas", "WideIntegers", "TestSupport"]),
        .testTarget(
            name: "AgentsTests",
            dependencies: [
                "Agents", "Chain", "OrderBook", "SimulationKernel", "PerpContracts",
                "PriceOracles", "ContractRuntime", "EthereumPrimitives", "WideIntegers",
                "TestSupport",
            ]),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Simulation", "Agents", "Chain", "OrderBook", "SimulationKernel",
                "PerpContracts", "PriceOracles", "ContractRuntime", "EthereumPrimitives",
                "WideIntegers", "TestSupport",
            ]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: [
                "Experiments", "OrderBook", "Simulation", "SimulationKernel", "VenueFormulas",
                "WideIntegers", "TestSupport",
            ]),
        .testTarget(
            name: "ScenarioFilesTests",
            dependencies: [
                "ScenarioFiles", "Experiments", "Simulation", "SimulationKernel", "WideIntegers",
                "TestSupport",
            ]),
        .testTarget(
            name: "ResultsTests",
            dependencies: [
                "Results", "Experiments", "Simulation", "SimulationKernel", "EthereumPrimitives",
                "VenueFormulas", "WideIntegers", "JSONText", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "BigInt", package: "BigInt"),
            ]),
        .testTarget(
            name: "JSONRPCNodeTests",
            dependencies: [
                "JSONRPCNode", "ScenarioFiles", "Simulation", "Agents", "Chain", "PerpContracts",
                "ContractRuntime", "SimulationKernel", "EthereumPrimitives", "WideIntegers",
                "JSONText", "TestSupport",
            ]),
        .testTarget(
            name: "KeeperHarnessTests",
            dependencies: [
                "KeeperHarness", "JSONRPCNode", "ScenarioFiles", "Simulation", "Agents", "Chain",
                "ContractRuntime", "SimulationKernel", "EthereumPrimitives", "WideIntegers",
                "JSONText", "TestSupport",
            ]),
        .testTarget(
            name: "ConformanceTests", dependencies: ["Conformance", "WideIntegers", "TestSupport"]),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport", "perplab"]),
    ],
    swiftLanguageModes: [.v6]
)
