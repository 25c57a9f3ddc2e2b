public import ArgumentParser
public import FalClient
public import Footage
public import Hailuo
public import Raster
public import Studio

// Values of the library that people write on the command line.

extension AspectRatio: ExpressibleByArgument {
  /// Reads "16:9".
  public init?(argument: String) { self.init(argument) }
}

extension Color: ExpressibleByArgument {
  /// Reads "#RRGGBB" and a few names.
  public init?(argument: String) { self.init(argument) }
}

extension FramePosition: ExpressibleByArgument {
  /// Reads "last", "1.5", "50%", "f:37" and the like.
  public init?(argument: String) { self.init(argument) }

  /// The position as one would write it, for help texts.
  public var defaultValueDescription: String { description }
}

extension JobState: ExpressibleByArgument {
  /// The record's own word, or one that 'jobs list' shows for it.
  public init?(argument: String) {
    switch argument {
    case "unknown": self = .ambiguous
    case "lost": self = .expired
    default: self.init(rawValue: argument)
    }
  }
}

/// A file's size as people write it: "8MB", "500 kB", "2MiB", or plain bytes; at least 1000.
struct FileSize: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    guard let bytes = ByteLimit(argument)?.bytes else { return nil }
    self.bytes = bytes
  }

  /// The size as one would write it, for help texts.
  var defaultValueDescription: String { "\(bytes)" }
}

extension UpdateMethod: ExpressibleByArgument {}

extension Resolution: ExpressibleByArgument {
  /// Reads "768P" and "768p".
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

extension FileLifetime: ExpressibleByArgument {
  /// Reads "90m", "12h", "7d", "1y" and whole seconds without a letter; at least a minute, since
  /// the picture must be there when the model reads it.
  public init?(argument: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "y": 31_536_000]
    var digits = argument[...]
    var unit = 1
    if let last = argument.last, let known = units[last] {
      digits = digits.dropLast()
      unit = known
    }
    guard (1...9).contains(digits.utf8.count), let number = Int(digits), number > 0,
      number * unit >= 60, number * unit <= 100 * 31_536_000
    else { return nil }
    self.init(.seconds(number * unit))
  }
}

extension Verification: ExpressibleByArgument {}
extension SpliceRequest.Fit: ExpressibleByArgument {}
extension SpliceRequest.Compatibility: ExpressibleByArgument {}

extension ColourMatch: ExpressibleByArgument {}
