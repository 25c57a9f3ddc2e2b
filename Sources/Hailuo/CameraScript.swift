/// The camera commands of a prompt, in order.
///
/// Commands stand in square brackets, anywhere in the text; the order in the text is the order in
/// time, and those of one bracket, separated by commas, act together: `[Pan left, Pedestal up]`.
public struct CameraScript: Sendable, Hashable {
  /// What one bracket commands.
  public struct Step: Sendable, Hashable {
    /// The moves that act together, at least one, in the order written.
    public let moves: [CameraMove]

    /// Creates a step.
    public init(moves: [CameraMove]) { self.moves = moves }
  }

  /// How many moves of one bracket MiniMax recommends at most (protocol guide 8.4).
  public static let recommendedMoveCount = 3

  /// The brackets that command something, in order.
  public private(set) var steps: [Step] = []
  /// What stands in brackets and is no command, as written without surrounding blanks.
  ///
  /// The model reads it as ordinary text; most often it is a misspelled command.
  public private(set) var unknownTokens: [String] = []

  /// Reads the commands out of a prompt. Any text is a valid prompt.
  ///
  /// A bracket that is never closed is text; where one opens inside another, the inner one counts.
  /// Empty places between commas are passed over.
  public init(parsing prompt: String) {
    var start: String.Index?
    for index in prompt.indices {
      switch prompt[index] {
      case "[": start = prompt.index(after: index)
      case "]":
        if let start { take(prompt[start..<index]) }
        start = nil
      default: break
      }
    }
  }

  /// All moves, one after the other.
  public var moves: [CameraMove] { steps.flatMap(\.moves) }

  /// Sentences about what may not work as meant; nothing here stops a request.
  public var advice: [String] { advice(for: CameraMove.allCases) }

  /// The same for a model that understands some commands only.
  public func advice(for known: [CameraMove]) -> [String] {
    let crowded = steps.filter { $0.moves.count > Self.recommendedMoveCount }.map { step in
      "[\(step.moves.map(\.rawValue).joined(separator: ", "))]: \(step.moves.count) moves at once "
        + "are more than the \(Self.recommendedMoveCount) that work reliably."
    }
    let unknown = unknownTokens.map { token in
      "[\(token.prefix(60))]: this is no camera command, the model reads it as text."
    }
    let foreign = moves.filter { !known.contains($0) }.map { move in
      "[\(move.rawValue)]: this model does not know the command."
    }
    return crowded + unknown + foreign
  }

  private mutating func take(_ bracket: Substring) {
    var moves: [CameraMove] = []
    for token in bracket.split(separator: ",") {
      let words = token.split(whereSeparator: \.isWhitespace)
      guard !words.isEmpty else { continue }
      if let move = CameraMove(token: token) {
        moves.append(move)
      } else {
        unknownTokens.append(words.joined(separator: " "))
      }
    }
    if !moves.isEmpty { steps.append(Step(moves: moves)) }
  }
}
