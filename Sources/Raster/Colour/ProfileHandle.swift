internal import CLCMS

/// An opened profile of Little CMS.
struct ProfileHandle: ~Copyable {
  let raw: cmsHPROFILE

  private init(adopting raw: cmsHPROFILE) { self.raw = raw }

  deinit { cmsCloseProfile(raw) }

  static func reading(_ bytes: [UInt8]) throws(RasterError) -> ProfileHandle {
    let opened = bytes.withUnsafeBytes { cmsOpenProfileFromMem($0.baseAddress, UInt32($0.count)) }
    guard let opened else {
      throw RasterError(.profile, "the colour profile cannot be read")
    }
    return ProfileHandle(adopting: opened)
  }

  static func sRGB() throws(RasterError) -> ProfileHandle {
    guard let made = cmsCreate_sRGBProfile() else {
      throw RasterError(.profile, "no sRGB profile could be made")
    }
    return ProfileHandle(adopting: made)
  }

  static func of(_ primaries: ColourSource.Primaries) throws(RasterError) -> ProfileHandle {
    func point(_ point: ColourSource.Primaries.Point) -> cmsCIExyY {
      cmsCIExyY(x: point.x, y: point.y, Y: 1)
    }
    var white = point(primaries.white)
    var colours = cmsCIExyYTRIPLE(
      Red: point(primaries.red), Green: point(primaries.green), Blue: point(primaries.blue))
    let curve = cmsBuildGamma(nil, 1)
    defer { cmsFreeToneCurve(curve) }
    var curves = [curve, curve, curve]
    guard let made = cmsCreateRGBProfile(&white, &colours, &curves) else {
      throw RasterError(.profile, "the primaries that the picture states are impossible")
    }
    return ProfileHandle(adopting: made)
  }

  var space: ColourSpace? {
    switch cmsGetColorSpace(raw) {
    case cmsSigGrayData: .grey
    case cmsSigRgbData: .rgb
    case cmsSigCmykData: .cmyk
    default: nil
    }
  }

  /// Whether curves and a matrix are all there is to it.
  var isMatrix: Bool {
    cmsIsMatrixShaper(raw) != 0 && cmsIsTag(raw, cmsSigAToB0Tag) == 0
      && cmsIsTag(raw, cmsSigDToB0Tag) == 0 && cmsGetPCS(raw) == cmsSigXYZData
  }

  /// The name that the profile gives itself; empty if it has none.
  var name: String {
    let length = cmsGetProfileInfoASCII(raw, cmsInfoDescription, "en", "US", nil, 0)
    guard (2...1024).contains(length) else { return "" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(length)) { text in
      guard let start = text.baseAddress,
        cmsGetProfileInfoASCII(raw, cmsInfoDescription, "en", "US", start, length) > 0
      else { return "" }
      return String(cString: start)
    }
  }

  /// The columns of the matrix: the colours of red, green and blue as CIE XYZ for D50.
  func columns() throws(RasterError) -> [SIMD3<Double>] {
    var found: [SIMD3<Double>] = []
    for tag in [cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag] {
      guard let place = cmsReadTag(raw, tag) else {
        throw RasterError(.profile, "the colour profile lacks a colour")
      }
      let colour = place.assumingMemoryBound(to: cmsCIEXYZ.self).pointee
      found.append(SIMD3(colour.X, colour.Y, colour.Z))
    }
    return found
  }

  /// The light of every value of 8 or 16 bits, for each channel.
  func curves(bits: Int) throws(RasterError) -> [[Float]] {
    let tags =
      space == .grey
      ? [cmsSigGrayTRCTag] : [cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag]
    let last = (1 << bits) - 1
    var found: [[Float]] = []
    for tag in tags {
      guard let place = cmsReadTag(raw, tag) else {
        throw RasterError(.profile, "the colour profile lacks a curve")
      }
      let curve = OpaquePointer(place)
      found.append(
        (0...last).map { cmsEvalToneCurveFloat(curve, Float($0) / Float(last)) })
    }
    return found
  }
}

/// A conversion by Little CMS into 16-bit sRGB, for as many threads as like.
///
/// `nonisolated(unsafe)`: it is set once, and without its cache, which is off, converting changes
/// nothing in it.
final class ProfileTransform: Sendable {
  private nonisolated(unsafe) let raw: cmsHTRANSFORM

  /// Perceptual, with the black points matched.
  init(
    from source: borrowing ProfileHandle, _ space: ColourSpace, bits: Int
  ) throws(RasterError) {
    let target = try ProfileHandle.sRGB()
    let format =
      switch (space, bits) {
      case (.grey, 8): hs_lcms_grey_8
      case (.grey, _): hs_lcms_grey_16
      case (.rgb, 8): hs_lcms_rgb_8
      case (.rgb, _): hs_lcms_rgb_16
      case (.cmyk, 8): hs_lcms_cmyk_8
      case (.cmyk, _): hs_lcms_cmyk_16
      }
    let made = cmsCreateTransform(
      source.raw, format, target.raw, hs_lcms_rgb_16, UInt32(INTENT_PERCEPTUAL),
      hs_lcms_flags | (space == .cmyk ? 0 : hs_lcms_fine))
    guard let made else {
      throw RasterError(.profile, "the colour profile cannot be used")
    }
    raw = made
  }

  deinit { cmsDeleteTransform(raw) }

  func convert(
    _ source: UnsafeRawPointer, into target: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    cmsDoTransform(raw, source, target, UInt32(count))
  }
}

extension ProfileHandle {
  /// Whether a curve is all there is to a profile of greys.
  var hasGreyCurve: Bool {
    cmsIsTag(raw, cmsSigGrayTRCTag) != 0 && cmsIsTag(raw, cmsSigAToB0Tag) == 0
      && cmsGetPCS(raw) == cmsSigXYZData
  }
}
