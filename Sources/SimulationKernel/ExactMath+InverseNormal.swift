extension ExactMath {
    /// The quantile of the standard normal distribution: below it lies a share p of all draws.
    ///
    /// Rational functions of p - 1/2 in the middle and of the square root of minus the logarithm of the
    /// smaller tail outside. The relative error is below 2^-50 for tails of 1e-300 and more.
    /// - Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
    ///   Applied Statistics 37 (1988), PPND16.
    /// - Returns: minus infinity for 0, infinity for 1, nan outside of [0, 1].
    public static func inverseNormal(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
        let q = p - 0.5
        if q >= -0.425 && q <= 0.425 { return q * central(0.180625 - q * q) }
        let r = squareRoot(-log(q < 0 ? p : 1 - p))
        let magnitude = r <= 5 ? tail(r - 1.6) : farTail(r - 5)
        return q < 0 ? -magnitude : magnitude
    }

    /// The root of a normal positive number, at most one unit in the last place off.
    ///
    /// Halving the exponent's bits comes within 7 %; each of Heron's steps squares half the relative
    /// error. The standard library's root would need the C library at the link.
    private static func squareRoot(_ x: Double) -> Double {
        var root = Double(bitPattern: (x.bitPattern + 0x3ff0_0000_0000_0000) >> 1)
        for _ in 0..<4 { root = 0.5 * (root + x / root) }
        return root
    }

    /// Wichura's A over B: q within 0.425 of the middle.
    private static func central(_ r: Double) -> Double {
        var over = 2.5090809287301226727e+3
        over = over * r + 3.3430575583588128105e+4
        over = over * r + 6.7265770927008700853e+4
        over = over * r + 4.5921953931549871457e+4
        over = over * r + 1.3731693765509461125e+4
        over = over * r + 1.9715909503065514427e+3
        over = over * r + 1.3314166789178437745e+2
        over = over * r + 3.3871328727963666080e+0
        var under = 5.2264952788528545610e+3
        under = under * r + 2.8729085735721942674e+4
        under = under * r + 3.9307895800092710610e+4
        under = under * r + 2.1213794301586595867e+4
        under = under * r + 5.3941960214247511077e+3
        under = under * r + 6.8718700749205790830e+2
        under = under * r + 4.2313330701600911252e+1
        under = under * r + 1
        return over / under
    }

    /// Wichura's C over D: tails down to e^-25.
    private static func tail(_ r: Double) -> Double {
        var over = 7.74545014278341407640e-4
        over = over * r + 2.27238449892691845833e-2
        over = over * r + 2.41780725177450611770e-1
        over = over * r + 1.27045825245236838258e+0
        over = over * r + 3.64784832476320460504e+0
        over = over * r + 5.76949722146069140550e+0
        over = over * r + 4.63033784615654529590e+0
        over = over * r + 1.42343711074968357734e+0
        var under = 1.05075007164441684324e-9
        under = under * r + 5.47593808499534494600e-4
        under = under * r + 1.51986665636164571966e-2
        under = under * r + 1.48103976427480074590e-1
        under = under * r + 6.89767334985100004550e-1
        under = under * r + 1.67638483018380384940e+0
        under = under * r + 2.05319162663775882187e+0
        under = under * r + 1
        return over / under
    }

    /// Wichura's E over F: tails below e^-25.
    private static func farTail(_ r: Double) -> Double {
        var over = 2.01033439929228813265e-7
        over = over * r + 2.71155556874348757815e-5
        over = over * r + 1.24266094738807843860e-3
        over = over * r + 2.65321895265761230930e-2
        over = over * r + 2.96560571828504891230e-1
        over = over * r + 1.78482653991729133580e+0
        over = over * r + 5.46378491116411436990e+0
        over = over * r + 6.65790464350110377720e+0
        var under = 2.04426310338993978564e-15
        under = under * r + 1.42151175831644588870e-7
        under = under * r + 1.84631831751005468180e-5
        under = under * r + 7.86869131145613259100e-4
        under = under * r + 1.48753612908506148525e-2
        under = under * r + 1.36929880922735805310e-1
        under = under * r + 5.99832206555887937690e-1
        under = under * r + 1
        return over / under
    }
}
