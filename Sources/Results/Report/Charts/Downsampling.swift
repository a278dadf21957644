/// Fewer rows of a series for a picture, with all its peaks kept.
enum Downsampling {
    /// Rows to keep: in each bucket of rows the ones where a column is least or greatest, and the
    /// first and the last of all. At most `limit` rows; all of them where they are no more.
    ///
    /// A bucket is thinner than a pixel, so that the line looks as that of all rows would.
    static func rows(_ columns: [[Double?]], limit: Int) -> [Int] {
        let count = columns.map(\.count).max() ?? 0
        guard count > limit else { return Array(0..<count) }
        let buckets = max(1, (limit - 2) / (2 * max(1, columns.count)))
        var kept: [Int] = [0]
        for bucket in 0..<buckets {
            let range = (bucket * count / buckets)..<((bucket + 1) * count / buckets)
            var chosen: [Int] = []
            for column in columns {
                var least: (row: Int, value: Double)?
                var greatest: (row: Int, value: Double)?
                for row in range {
                    guard row < column.count, let value = column[row] else { continue }
                    if value < least?.value ?? .infinity { least = (row, value) }
                    if value > greatest?.value ?? -.infinity { greatest = (row, value) }
                }
                chosen += [least?.row, greatest?.row].compactMap(\.self)
            }
            for row in chosen.sorted() where row > kept[kept.count - 1] { kept.append(row) }
        }
        if kept[kept.count - 1] < count - 1 { kept.append(count - 1) }
        return kept
    }
}
