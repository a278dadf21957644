/// Correlations between the wanderings of several assets.
public struct CorrelationMatrix: Hashable, Sendable {
    /// The entries, row by row.
    public let rows: [[Double]]
    /// The Cholesky factor: lower triangular, its product with its transpose gives the entries.
    let lower: [[Double]]

    /// The largest number of assets.
    public static let sizeMax = 64
    /// How far below zero rounding may leave a pivot, and how far beside zero an entry of a column
    /// whose pivot is zero.
    private static let tolerance = 1e-9

    /// A matrix that is symmetric, has ones on its diagonal, and no negative variance.
    ///
    /// It may be singular: assets that move as one are allowed.
    /// - Throws: `.correlation` with the first bad entry, `.parameter` for a bad shape.
    public init(_ rows: [[Double]]) throws(PathError) {
        try Self.validate(rows)
        self.rows = rows
        lower = try Self.choleskyFactor(rows)
    }

    private static func validate(_ rows: [[Double]]) throws(PathError) {
        guard (1...sizeMax).contains(rows.count) else {
            throw .parameter(
                name: "correlation rows", value: "\(rows.count)", allowed: "from 1 to \(sizeMax)")
        }
        for (i, row) in rows.enumerated() {
            guard row.count == rows.count else {
                throw .parameter(
                    name: "length of correlation row \(i)", value: "\(row.count)",
                    allowed: "\(rows.count), as there are rows")
            }
            for (j, value) in row.enumerated() where !(-1...1).contains(value) {
                throw .correlation(row: i, column: j, value: value, allowed: "from -1 to 1")
            }
            guard row[i] == 1 else {
                throw .correlation(row: i, column: i, value: row[i], allowed: "1 on the diagonal")
            }
            for j in 0..<i where row[j] != rows[j][i] {
                throw .correlation(
                    row: i, column: j, value: row[j],
                    allowed: "\(rows[j][i]), as [\(j)][\(i)] is")
            }
        }
    }

    private static func choleskyFactor(_ rows: [[Double]]) throws(PathError) -> [[Double]] {
        let zeros = [Double](repeating: 0, count: rows.count)
        var lower = [[Double]](repeating: zeros, count: rows.count)
        for i in rows.indices {
            for j in 0..<i {
                var rest = rows[i][j]
                for k in 0..<j { rest -= lower[i][k] * lower[j][k] }
                let pivot = lower[j][j]
                if pivot > 0 {
                    lower[i][j] = rest / pivot
                } else if rest < -tolerance || rest > tolerance {
                    throw .correlation(
                        row: i, column: j, value: rows[i][j],
                        allowed: "\(rows[i][j] - rest), which the entries before it imply")
                }
            }
            var rest = 1.0
            for k in 0..<i { rest -= lower[i][k] * lower[i][k] }
            guard rest >= -tolerance else {
                throw .correlation(
                    row: i, column: i, value: rows[i][i],
                    allowed:
                        "at least \(1 - rest) for the other entries of its row to be possible: "
                        + "the matrix is not positive semidefinite")
            }
            // A pivot of rounding alone would blow up its column.
            lower[i][i] = rest <= tolerance ? 0 : rest.squareRoot()
        }
        return lower
    }
}
