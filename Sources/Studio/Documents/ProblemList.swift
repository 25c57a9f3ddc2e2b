/// The problems found so far in one file, so that a person sees all of them at once.
struct ProblemList {
  /// More than this many lines help nobody.
  static let limit = 100

  private(set) var found: [SourceProblem] = []

  mutating func add(_ location: SourceLocation, _ message: String) {
    found.append(SourceProblem(location, message))
  }

  mutating func add(contentsOf problems: [SourceProblem]) {
    found.append(contentsOf: problems)
  }

  var isEmpty: Bool { found.isEmpty }

  /// In reading order, each once, cut at the limit with a last line that says so.
  var sorted: [SourceProblem] {
    var seen: Set<SourceProblem> = []
    // The offset keeps problems of one place in the order they were found.
    let ordered = found.enumerated().sorted { one, other in
      one.element.location == other.element.location
        ? one.offset < other.offset : one.element.location < other.element.location
    }.map(\.element).filter { seen.insert($0).inserted }
    guard ordered.count > Self.limit, let last = ordered.dropFirst(Self.limit).first else {
      return ordered
    }
    let more = SourceProblem(last.location, "and \(ordered.count - Self.limit) more problems")
    return ordered.prefix(Self.limit) + [more]
  }

  func check(_ code: StudioError.Code, _ file: String) throws(StudioError) {
    guard isEmpty else { throw StudioError(code, file, problems: sorted) }
  }
}
