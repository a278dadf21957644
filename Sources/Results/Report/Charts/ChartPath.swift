/// Data of SVG paths: relative steps in tenths of a unit, which is half the size of absolute ones.
enum ChartPath {
    /// A line that breaks where there is no value.
    static func line(_ across: [Double], _ up: [Double?], isStep: Bool) -> HTML {
        var path = Pen()
        var isOpen = false
        for (x, y) in zip(across, up) {
            guard let y else {
                isOpen = false
                continue
            }
            if isOpen {
                isStep ? path.step(x, y) : path.line(x, y)
            } else {
                path.move(x, y)
            }
            isOpen = true
        }
        return HTML(trusted: path.text)
    }

    /// A filled area between a line and the ground, or another line.
    static func area(
        _ across: [Double], _ up: [Double?], ground: Double, floor: [Double]?
    ) -> HTML {
        var path = Pen()
        var run: [Int] = []
        func close() {
            guard let first = run.first, let last = run.last else { return }
            path.move(across[first], floor?[first] ?? ground)
            for index in run { path.line(across[index], up[index] ?? ground) }
            if let floor {
                for index in run.reversed() { path.line(across[index], floor[index]) }
            } else {
                path.line(across[last], ground)
            }
            path.close()
            run = []
        }
        for index in across.indices {
            if up[index] == nil { close() } else { run.append(index) }
        }
        close()
        return HTML(trusted: path.text)
    }

    /// Writes relative commands from rounded places, so that rounding does not add up.
    private struct Pen {
        var text = ""
        private var x = 0
        private var y = 0

        mutating func move(_ toX: Double, _ toY: Double) {
            (x, y) = (tenths(toX), tenths(toY))
            text += "M" + decimal(x) + " " + decimal(y)
        }

        mutating func line(_ toX: Double, _ toY: Double) {
            let (nextX, nextY) = (tenths(toX), tenths(toY))
            if nextX == x && nextY == y { return }
            text += "l" + decimal(nextX - x)
            text += (nextY < y ? "" : " ") + decimal(nextY - y)
            (x, y) = (nextX, nextY)
        }

        mutating func step(_ toX: Double, _ toY: Double) {
            let (nextX, nextY) = (tenths(toX), tenths(toY))
            if nextX != x { text += "h" + decimal(nextX - x) }
            if nextY != y { text += "v" + decimal(nextY - y) }
            (x, y) = (nextX, nextY)
        }

        mutating func close() { text += "z" }

        private func tenths(_ value: Double) -> Int {
            Int((max(-1e6, min(1e6, value)) * 10).rounded())
        }

        private func decimal(_ tenths: Int) -> String {
            let size = tenths.magnitude
            let sign = tenths < 0 ? "-" : ""
            if size % 10 == 0 { return sign + String(size / 10) }
            return sign + (size < 10 ? "" : String(size / 10)) + "." + String(size % 10)
        }
    }
}
