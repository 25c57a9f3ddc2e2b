import FoundationEssentials
import Raster

/// One small picture (32x16: red, green above blue, white) in the formats that Raster cannot write.
enum Quadrants {
  static let size = PixelSize(width: 32, height: 16)

  static let baselineJPEG = bytes(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsO
    CwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ
    EBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAQACADAREAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAA
    AAgJCv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAZAQEAAwEBAAAAAAAAAAAAAAAABwkKBgj/xAAUEQEAAAAAAAAA
    AAAAAAAAAAAA/9oADAMBAAIRAxEAPwCdEGLUwFjISZjwGXjRm9ygOltVY7gB/9k=
    """)

  static let progressiveJPEG = bytes(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsO
    CwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ
    EBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wgARCAAQACADAREAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAA
    AAcICf/EABkBAQADAQEAAAAAAAAAAAAAAAAGCAkFB//aAAwDAQACEAMQAAABnMFtSLHCcxxl7Rn3MdLardwf/8QA
    FBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQABBQIP/8QAFBEBAAAAAAAAAAAAAAAAAAAAMP/aAAgBAwEBPwEP/8QA
    FBEBAAAAAAAAAAAAAAAAAAAAMP/aAAgBAgEBPwEP/8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQAGPwIP/8QA
    FBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQABPyEP/9oADAMBAAIAAwAAABD+1KT/xAAUEQEAAAAAAAAAAAAAAAAA
    AAAw/9oACAEDAQE/EA//xAAUEQEAAAAAAAAAAAAAAAAAAAAw/9oACAECAQE/EA//xAAUEAEAAAAAAAAAAAAAAAAA
    AAAw/9oACAEBAAE/EA//2Q==
    """)

  static let losslessWebP = bytes(
    "UklGRjgAAABXRUJQVlA4TCwAAAAvH8ADAB8gEEjeHzqN+RcQFPwf3fxHZA+AINtmkpOc5AEuENH/qFL9AWzbDw==")

  static let lossyWebP = bytes(
    """
    UklGRlYAAABXRUJQVlA4IEoAAADQAgCdASogABAAAIAIJaACdMoRwN4B+AH6QfyACIxgAP7+vQT//8Kz//64YJfw
    f/dZ//+6x7fkv9uj/7Rpf//+ZJ5h6uNsyZgAAA==
    """)

  /// Its right half lets half of what is behind shine through.
  static let clearWebP = bytes(
    "UklGRjwAAABXRUJQVlA4TC8AAAAvH8ADEB8w/wKCgv+jExAU/B+dgKDouuVCZi8AQbbNJCc5yQNcIKL/oVr1A9i2HwA=")

  /// The picture itself.
  static var bitmap: Bitmap {
    var bitmap = Bitmap(size: size, filledWith: .white)
    bitmap.fill(
      PixelRect(x: 0, y: 0, width: 16, height: 8), with: Color(red: 255, green: 0, blue: 0))
    bitmap.fill(
      PixelRect(x: 16, y: 0, width: 16, height: 8), with: Color(red: 0, green: 255, blue: 0))
    bitmap.fill(
      PixelRect(x: 0, y: 8, width: 16, height: 8), with: Color(red: 0, green: 0, blue: 255))
    return bitmap
  }

  static func bytes(of format: String) throws -> [UInt8] {
    switch format {
    case "baseline JPEG": baselineJPEG
    case "progressive JPEG": progressiveJPEG
    case "lossless WebP": losslessWebP
    case "lossy WebP": lossyWebP
    default: try PNG.encode(bitmap)
    }
  }

  static let formats = [
    "baseline JPEG", "progressive JPEG", "lossless WebP", "lossy WebP", "PNG",
  ]

  private static func bytes(_ base64: String) -> [UInt8] {
    Data(base64Encoded: base64.filter { !$0.isWhitespace }).map { Array($0) } ?? []
  }
}
