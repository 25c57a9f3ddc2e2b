import Libav
import Raster

/// How the 256 colours of a GIF are come by.
enum PaletteWay: Sendable {
  /// In the pass that uses them, while all pictures wait in memory.
  case held
  /// In a pass of their own, which makes nothing else.
  case sought
  /// In an earlier pass.
  case found(FoundPalette)

  /// Memory that pictures may take while they wait, in bytes.
  static let mostHeldBytes = 256_000_000

  /// Whether pictures wait in memory, which saves a second decoding; the same colours come of both.
  static func isHeld(pictures: Double, of plan: PicturePlan, _ mostBytes: Int) -> Bool {
    pictures * Double(plan.size.pixelCount * 4) <= Double(mostBytes)
  }
}

/// The colours of a GIF, as a picture of 16 times 16 pixels.
final class FoundPalette: Sendable {
  let frame: Frame

  init(_ frame: consuming Frame) { self.frame = frame }
}
