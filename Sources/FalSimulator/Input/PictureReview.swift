internal import FalClient

/// What the model says about a picture it has fetched. Pure.
///
/// The limits are MiniMax's (image-to-video reference); fal does not restate them.
enum PictureReview {
  /// "Short side > 300 px", strict.
  static let shortestSide = 301
  /// "< 20 MB".
  static let byteLimit = 20 << 20
  static let formats: [JSONValue] = [".jpg", ".jpeg", ".png", ".webp"]

  /// Empty when the picture will do.
  ///
  /// - Parameter field: where the input names it.
  static func details(
    of bytes: [UInt8], in field: String = "image_url"
  ) -> [ValidationDetail] {
    findings(in: bytes).map { finding in
      var finding = finding
      finding.location = ["body", field]
      return finding
    }
  }

  private static func findings(in bytes: [UInt8]) -> [ValidationDetail] {
    guard bytes.count < byteLimit else {
      return [
        detail(
          "The file is too large", "file_too_large", ["max_size": .integer(byteLimit)])
      ]
    }
    guard let header = PictureHeader(bytes) else {
      return [unreadable]
    }
    guard header.format != .other else {
      return [
        detail(
          "The image format is not supported", "unsupported_image_format",
          ["supported_formats": .array(formats)])
      ]
    }
    guard min(header.width, header.height) >= shortestSide else {
      return [
        detail(
          "The image is too small: \(header.width)x\(header.height)", "image_too_small",
          ["min_width": .integer(shortestSide), "min_height": .integer(shortestSide)])
      ]
    }
    // 2:5 to 5:2, both ends taken as allowed.
    let long = max(header.width, header.height)
    let short = min(header.width, header.height)
    guard long * 2 <= short * 5 else {
      return [
        detail(
          "The aspect ratio must lie between 2:5 and 5:2: \(header.width)x\(header.height)",
          "value_error")
      ]
    }
    return []
  }

  static let unreadable = detail("Failed to load the image", "image_load_error")

  static func notFetched(
    _ address: String, in field: String = "image_url"
  ) -> ValidationDetail {
    var detail = detail(
      "Failed to download the file. Check that the address is public.", "file_download_error")
    detail.location = ["body", field]
    detail.input = .string(address)
    return detail
  }

  private static func detail(
    _ message: String, _ type: String, _ context: [String: JSONValue] = [:]
  ) -> ValidationDetail {
    ValidationDetail(
      location: ["body", "image_url"], message: message, type: type, context: context)
  }
}
