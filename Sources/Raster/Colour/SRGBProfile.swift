internal import CLCMS

/// The colour profile that says sRGB.
package enum SRGBProfile {
  /// The profile as it lies in files; always the same bytes.
  ///
  /// - Throws: ``RasterError`` `.profile`.
  package static func bytes() throws(RasterError) -> [UInt8] {
    let profile = try ProfileHandle.sRGB()
    var length: UInt32 = 0
    guard cmsSaveProfileToMem(profile.raw, nil, &length) != 0, length > 128 else {
      throw RasterError(.profile, "no sRGB profile could be written")
    }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    guard cmsSaveProfileToMem(profile.raw, &bytes, &length) != 0 else {
      throw RasterError(.profile, "no sRGB profile could be written")
    }
    // The time it was made would make each file another one: the first day of sRGB is as good.
    let day: [UInt8] = [7, 0xCF, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0]
    bytes.replaceSubrange(24..<36, with: day)
    return bytes
  }
}
