/// An affine map of colours: red, green and blue as they are encoded, 0 to 1.
package struct ColourMatrix: Hashable, Sendable {
  /// Three rows of three: what red, green and blue become of red, green and blue.
  package var factors: [Double]
  /// What is added to each.
  package var offsets: [Double]

  package init(factors: [Double], offsets: [Double]) {
    precondition(factors.count == 9 && offsets.count == 3, "three rows of three, and three")
    self.factors = factors
    self.offsets = offsets
  }

  package static let identity = ColourMatrix(
    factors: [1, 0, 0, 0, 1, 0, 0, 0, 1], offsets: [0, 0, 0])

  package func applied(to colour: [Double]) -> [Double] {
    (0..<3).map { row in
      (0..<3).reduce(offsets[row]) { $0 + factors[3 * row + $1] * colour[$1] }
    }
  }

  /// The map that is this one's share of the way from leaving all as it is.
  package func scaled(by share: Double) -> ColourMatrix {
    ColourMatrix.identity.mixed(with: self, share)
  }

  /// A map between two: this one for 0, the other for 1.
  package func mixed(with other: ColourMatrix, _ share: Double) -> ColourMatrix {
    func mix(_ left: [Double], _ right: [Double]) -> [Double] {
      zip(left, right).map { $0 + ($1 - $0) * share }
    }
    return ColourMatrix(
      factors: mix(factors, other.factors), offsets: mix(offsets, other.offsets))
  }
}
