import Libav
import Raster

/// Turns decoded frames into pictures to look at: scaled once, upright, pixels square, colours as
/// the tags say, and high dynamic range brought down to what a screen shows.
struct PictureDeveloper {
  let shape: DisplayShape
  /// Size to scale to before the picture is turned upright.
  let target: PixelSize

  /// - Parameter enlarging: whether pictures smaller than the box grow to fill it.
  init(_ shape: DisplayShape, fitting box: PixelSize?, enlarging: Bool = false) {
    self.shape = shape
    // Scaled before it is turned upright, so the box is turned the other way.
    let turned = shape.orientation.swapsSides ? box?.transposed : box
    target = shape.squareSize.fitted(into: turned, enlarging: enlarging)
  }

  /// - Parameter size: of the stored picture, when it is another than the stream said.
  func develop(_ frame: borrowing Frame) throws(LibavError) -> Bitmap {
    let upright = shape.orientation
    guard let transfer = frame.colour.transferName, HighRange.transfers.contains(transfer),
      HighRange.isAvailable
    else { return try frame.bitmap(scaledTo: target).oriented(upright) }
    return try HighRange.developed(frame, transfer: transfer, scaledTo: target).oriented(upright)
  }
}
