public import ArgumentParser
public import Footage

extension PictureFile.Format: ExpressibleByArgument {
  /// Reads "png", "jpeg" or "jpg", "webp", "avif".
  public init?(argument: String) {
    self.init(rawValue: argument == "jpg" ? "jpeg" : argument)
  }
}

extension Preview.Palette: ExpressibleByArgument {}

/// Some time, written in seconds or as on a clock.
struct TimeSpan: ExpressibleByArgument {
  let seconds: Double

  /// Reads "1.5", "01:30" and "00:01:30.500"; nil for nothing or less.
  init?(argument: String) {
    guard case .seconds(let seconds)? = FramePosition(argument), seconds > 0 else { return nil }
    self.seconds = seconds
  }
}

extension PictureFile.Format {
  /// The kind that a file is to be of: what is asked for, what its name says, or PNG.
  ///
  /// - Throws: a `ValidationError` when the name says another kind than is asked for, or none.
  static func of(_ output: String?, asked: PictureFile.Format?) throws -> PictureFile.Format {
    guard let output else { return asked ?? .png }
    guard let named = PictureFile.Format(named: output) else {
      throw ValidationError(
        "--output is \(output); end its name in .png, .jpg, .webp or .avif.")
    }
    guard asked == nil || asked == named else {
      throw ValidationError(
        "--output is \(output), which is not the name of a \(asked?.rawValue ?? "") file.")
    }
    return named
  }
}
