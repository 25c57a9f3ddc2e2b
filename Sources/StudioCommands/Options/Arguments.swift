public import ArgumentParser
public import Footage
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

extension JobState: ExpressibleByArgument {}
