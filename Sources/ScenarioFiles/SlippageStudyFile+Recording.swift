import Experiments
import Foundation
import PriceOracles
import Simulation

extension SlippageStudyFile {
    /// Opens the records that the study names, and reads them; nil for a study that names none.
    ///
    /// - Parameter folder: Where relative paths start; nil for the study's own folder.
    /// - Throws: `ScenarioFileError` for a file that cannot be opened, is of another kind or too short,
    ///   with the line of its key; `DataError` and `RecordedMarketError` with the places inside the files.
    public func openRecording(in folder: String? = nil) throws -> RecordedMarket? {
        guard let recording = study.recording else { return nil }
        let depth = try books("depth_file", recording.depthFile, folder)
        let index = try books("index_file", recording.indexFile, folder)
        let trades = try read("trades_file", recording.tradesFile, folder, "trades") { row in
            if case .tick(let tick) = row, tick.sizeWad != nil, tick.takerSide != nil {
                tick
            } else {
                nil
            }
        }
        var bands: [DepthBandRow] = []
        if !recording.bandsFile.isEmpty {
            bands = try read("bands_file", recording.bandsFile, folder, "bands of depth") { row in
                if case .depthBand(let band) = row { band } else { nil }
            }
        }
        let market = try RecordedMarket(
            depth: depth, trades: trades, index: index, bands: DepthBands.moments(of: bands))
        let orders = study.orders
        let needed = orders.latencyBlocks + orders.parts + orders.attempts + 2
        guard market.count >= needed else {
            throw problem(
                "depth_file", recording.depthFile,
                "it has \(market.count) moments, and orders.latency_blocks, parts and attempts take "
                    + "\(needed)")
        }
        return market
    }

    private func books(
        _ key: String, _ named: String, _ folder: String?
    ) throws -> [DepthRow] {
        try read(key, named, folder, "levels of a book") { row in
            if case .depth(let book) = row { book } else { nil }
        }
    }

    /// The rows of a file, all of one kind.
    private func read<Row>(
        _ key: String, _ named: String, _ folder: String?, _ kind: String,
        _ row: (DataRow) -> Row?
    ) throws -> [Row] {
        var reader = try MarketDataReader(file: named, repair: DataRepair(gaps: .leave))
        return try reader.read(try bytes(key, named, folder)).map { found in
            guard let row = row(found) else {
                throw problem(key, named, "it must be a file of \(kind), which it is not")
            }
            return row
        }
    }

    private func bytes(_ key: String, _ named: String, _ folder: String?) throws -> [UInt8] {
        let path = path(of: named, in: folder)
        let remedy =
            "--data DIR names the folder of the records, --set recording.\(key)=FILE the file itself"
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw problem(key, named, "there is no file \(path); \(remedy)")
        }
        guard !isFolder.boolValue else {
            throw problem(key, named, "\(path) is a folder; \(remedy)")
        }
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw problem(
                key, named,
                "\(path) cannot be read, \((error as NSError).localizedDescription); \(remedy)")
        }
    }

    private func problem(_ key: String, _ named: String, _ allowed: String) -> ScenarioFileError {
        locate(SlippageStudyProblem("recording.\(key)", "'\(named)'", allowed))
    }
}
