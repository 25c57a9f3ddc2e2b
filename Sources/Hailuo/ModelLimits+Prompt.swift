extension ModelLimits {
  /// Everything about a prompt that the model would refuse, all at once.
  public func violations(of prompt: String) -> [Violation] {
    guard !prompt.allSatisfy(\.isWhitespace) else {
      return [
        Violation(
          .promptEmpty, "The prompt is empty; say in a sentence what is to happen in the clip.")
      ]
    }
    var found: [Violation] = []
    let scalars = prompt.unicodeScalars
    if scalars.count > longestPrompt {
      found.append(
        Violation(
          .promptLong,
          "The prompt has \(scalars.count) characters; it may have \(longestPrompt), so shorten it "
            + "by \(scalars.count - longestPrompt)."))
    }
    let invisibleCount = scalars.count(where: Self.isInvisible)
    if Double(invisibleCount) > Double(scalars.count) * largestInvisiblePart {
      found.append(
        Violation(
          .promptInvisible,
          "\(invisibleCount) of the prompt's \(scalars.count) characters cannot be seen; write it "
            + "as plain text."))
    }
    return found
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" || scalar == "\t" || scalar == "\r" { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate: return true
    default: return false
    }
  }
}
