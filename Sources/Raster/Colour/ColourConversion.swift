/// The way from stored values to the light of sRGB's primaries.
///
/// Profiles made of curves and a matrix are applied exactly; all others through Little CMS,
/// perceptually and with the black points matched.
package struct ColourConversion: Sendable {
  enum Method: Sendable {
    /// One curve for all channels, or one each; then, for colours, the matrix.
    case curves([[Float]], Matrix?)
    /// Little CMS.
    case profile(ProfileTransform)
    /// Inks that only darken, for a picture that does not say which inks.
    case inks
  }

  /// Columns of a matrix.
  struct Matrix: Sendable {
    let red: (Float, Float, Float)
    let green: (Float, Float, Float)
    let blue: (Float, Float, Float)
  }

  let method: Method
  let space: ColourSpace
  let bits: Int
  /// What becomes of light brighter than white; nil where there is none.
  let tone: ToneCurve?
  /// The name of the profile; "sRGB" where there was none.
  package let name: String

  /// - Parameters:
  ///   - source: what the file says.
  ///   - space: what its channels are.
  ///   - bits: 8 or 16.
  /// - Throws: ``RasterError`` `.profile` when the profile is broken, or one for other channels.
  package init(
    _ source: ColourSource, _ space: ColourSpace, bits: Int
  ) throws(RasterError) {
    self.space = space
    self.bits = bits
    tone =
      if case .primaries(_, let curve) = source { curve.peak.map { ToneCurve(peak: $0) } } else {
        nil
      }
    switch (source, space) {
    case (.profile(let bytes), _):
      (method, name) = try Self.reading(bytes, space, bits: bits)
    case (_, .cmyk): (method, name) = (.inks, "CMYK without a profile")
    case (.sRGB, _):
      (method, name) = (.curves([TransferCurve.sRGB.table(bits: bits)], nil), "sRGB")
    case (.primaries(let primaries, let curve), _):
      let table = curve.table(bits: bits)
      let matrix =
        space == .grey || primaries == .bt709
        ? nil : try Self.matrix(from: try ProfileHandle.of(primaries))
      method = .curves([table], matrix)
      name = Self.name(of: primaries, curve)
    }
  }

  private static func reading(
    _ bytes: [UInt8], _ space: ColourSpace, bits: Int
  ) throws(RasterError) -> (Method, String) {
    let profile = try ProfileHandle.reading(bytes)
    let name = profile.name.isEmpty ? "unnamed profile" : profile.name
    // A grey picture may have the profile of colours that its writer worked with.
    guard let its = profile.space, its == space || (its, space) == (.rgb, .grey) else {
      throw RasterError(
        .profile, "the colour profile '\(name)' is not one for pictures like this")
    }
    if its == .rgb, profile.isMatrix {
      let curves = try profile.curves(bits: bits)
      let matrix = try matrix(from: profile)
      return (.curves(space == .grey ? [curves[1]] : curves, space == .grey ? nil : matrix), name)
    }
    if its == .grey, profile.hasGreyCurve {
      return (.curves(try profile.curves(bits: bits), nil), name)
    }
    guard its == space else {
      throw RasterError(.profile, "the colour profile '\(name)' is one of colours, not of greys")
    }
    return (.profile(try ProfileTransform(from: profile, space, bits: bits)), name)
  }

  private static func matrix(from profile: borrowing ProfileHandle) throws(RasterError) -> Matrix? {
    let source = try profile.columns()
    let target = try ProfileHandle.sRGB().columns()
    guard let inverse = inverted(target) else { return nil }
    let columns = source.map { colour in
      inverse[0] * colour.x + inverse[1] * colour.y + inverse[2] * colour.z
    }
    let ones: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    // Rounded to 16 bits in the file, sRGB's own profiles differ from each other by so much.
    let isSame = zip(columns, ones).allSatisfy { column, one in
      let difference = column - one
      return max(abs(difference.x), abs(difference.y), abs(difference.z)) < 0.002
    }
    if isSame { return nil }
    func narrowed(_ column: SIMD3<Double>) -> (Float, Float, Float) {
      (Float(column.x), Float(column.y), Float(column.z))
    }
    return Matrix(
      red: narrowed(columns[0]), green: narrowed(columns[1]), blue: narrowed(columns[2]))
  }

  /// The columns of the inverse of a matrix given by columns; nil if there is none.
  private static func inverted(_ columns: [SIMD3<Double>]) -> [SIMD3<Double>]? {
    func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
    let (a, b, c) = (columns[0], columns[1], columns[2])
    let rows = [cross(b, c), cross(c, a), cross(a, b)]
    let determinant = (a * rows[0]).sum()
    guard abs(determinant) > 1e-9 else { return nil }
    return (0..<3).map { SIMD3(rows[0][$0], rows[1][$0], rows[2][$0]) / determinant }
  }

  private static func name(
    of primaries: ColourSource.Primaries, _ curve: TransferCurve
  ) -> String {
    let colours =
      switch primaries {
      case .bt709: "sRGB's primaries"
      case .displayP3: "Display P3"
      case .bt2020: "BT.2020"
      case .adobeRGB: "Adobe RGB (1998)"
      default: "the file's own primaries"
      }
    return switch curve {
    case .sRGB: colours
    case .power(let exponent):
      primaries == .adobeRGB ? colours : "\(colours), gamma \((exponent * 1000).rounded() / 1000)"
    case .pq: "\(colours), PQ"
    case .hlg: "\(colours), HLG"
    }
  }
}
