/// A matrix of three rows of three.
struct SmallMatrix: Equatable {
  var values: [Double]

  init(_ values: [Double]) {
    precondition(values.count == 9, "three rows of three")
    self.values = values
  }

  static let identity = SmallMatrix([1, 0, 0, 0, 1, 0, 0, 0, 1])

  subscript(row: Int, column: Int) -> Double {
    get { values[3 * row + column] }
    set { values[3 * row + column] = newValue }
  }

  var transposed: SmallMatrix { SmallMatrix((0..<9).map { self[$0 % 3, $0 / 3] }) }

  func scaled(by factor: Double) -> SmallMatrix { SmallMatrix(values.map { $0 * factor }) }

  static func + (left: SmallMatrix, right: SmallMatrix) -> SmallMatrix {
    SmallMatrix(zip(left.values, right.values).map { $0 + $1 })
  }

  static func * (left: SmallMatrix, right: SmallMatrix) -> SmallMatrix {
    SmallMatrix(
      (0..<9).map { place in
        (0..<3).reduce(0) { $0 + left[place / 3, $1] * right[$1, place % 3] }
      })
  }

  static func * (left: SmallMatrix, right: [Double]) -> [Double] {
    (0..<3).map { row in (0..<3).reduce(0) { $0 + left[row, $1] * right[$1] } }
  }

  /// A symmetric matrix with a function of its eigenvalues in their place.
  func power(_ function: (Double) -> Double) -> SmallMatrix {
    let (values, vectors) = eigen
    var middle = SmallMatrix([0, 0, 0, 0, 0, 0, 0, 0, 0])
    for place in 0..<3 { middle[place, place] = function(values[place]) }
    return vectors * middle * vectors.transposed
  }

  /// The eigenvalues of a symmetric matrix, and its eigenvectors as columns.
  ///
  /// Jacobi's rotations; after a dozen sweeps nothing is left beside the diagonal.
  private var eigen: (values: [Double], vectors: SmallMatrix) {
    var matrix = self
    var vectors = SmallMatrix.identity
    for _ in 0..<12 {
      for (row, column) in [(0, 1), (0, 2), (1, 2)] {
        let off = matrix[row, column]
        guard abs(off) > 1e-15 else { continue }
        let ratio = (matrix[column, column] - matrix[row, row]) / (2 * off)
        let tangent =
          (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        var rotation = SmallMatrix.identity
        rotation[row, row] = cosine
        rotation[column, column] = cosine
        rotation[row, column] = tangent * cosine
        rotation[column, row] = -tangent * cosine
        matrix = rotation.transposed * matrix * rotation
        vectors = vectors * rotation
      }
    }
    return ((0..<3).map { matrix[$0, $0] }, vectors)
  }
}
