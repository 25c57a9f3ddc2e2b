import Libav
import Raster

/// Where the scene changes among pictures; pure.
enum SceneCuts {
  /// Long side of what is compared.
  private static let side = 96

  /// The places of the pictures with which a new scene begins.
  static func places(among pictures: [Bitmap], secondsAPicture: Double) -> [Int] {
    guard let first = pictures.first, !first.size.isEmpty else { return [] }
    var meter = FrameMeter(first.size)
    let measures = pictures.enumerated().map { place, picture in
      meter.measure(stamp(of: picture), at: Double(place) * secondsAPicture, sharpness: nil)
    }
    return Judge(measures: measures, frameSeconds: secondsAPicture).cutPlaces
  }

  /// The brightness of some pixels, evenly spread.
  private static func stamp(of picture: Bitmap) -> GreyPlane {
    let step = max(1, max(picture.width, picture.height) / side)
    let size = PixelSize(
      width: (picture.width + step - 1) / step, height: (picture.height + step - 1) / step)
    var samples: [UInt8] = []
    samples.reserveCapacity(size.pixelCount)
    for y in stride(from: 0, to: picture.height, by: step) {
      for x in stride(from: 0, to: picture.width, by: step) {
        let pixel = picture[x, y]
        // Weights of ITU-R BT.601, in 256ths.
        let luma = 77 * Int(pixel.red) + 150 * Int(pixel.green) + 29 * Int(pixel.blue)
        samples.append(UInt8(luma >> 8))
      }
    }
    return GreyPlane(size: size, samples: samples)
  }
}
