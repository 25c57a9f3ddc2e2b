import Libav
import Raster

/// The colour of bars, as the pad filter must be told it.
struct PadColour {
  private let red: Double
  private let green: Double
  private let blue: Double

  /// From a colour as people write it; black for anything else, which readers of settings refuse.
  init(_ text: String) {
    let colour = Color(text) ?? Color(red: 0, green: 0, blue: 0)
    red = Double(colour.red)
    green = Double(colour.green)
    blue = Double(colour.blue)
  }

  /// The pad filter of FFmpeg 5.1 knows one matrix only, BT.601: it is told the colour that has, in
  /// BT.601, the numbers that the wanted one has in the picture's matrix.
  func text(in colour: ColourTags) -> String {
    guard colour.scaleName == "bt709", !isGrey else { return hex(red, green, blue) }
    // Source of the weights: ITU-T H.273, table 4.
    let luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    let (cb, cr) = ((blue - luma) / 1.8556, (red - luma) / 1.5748)
    return hex(luma + 1.402 * cr, luma - 0.344136 * cb - 0.714136 * cr, luma + 1.772 * cb)
  }

  private var isGrey: Bool { red == green && green == blue }

  private func hex(_ red: Double, _ green: Double, _ blue: Double) -> String {
    let bytes = [red, green, blue].map { value -> String in
      let byte = String(Int(min(255, max(0, value)).rounded()), radix: 16)
      return byte.count < 2 ? "0" + byte : byte
    }
    return "0x" + bytes.joined()
  }
}
