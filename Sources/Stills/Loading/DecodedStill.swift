import Libav
import Raster

/// A decoded picture: its numbers as they were stored, and how they become colours.
struct DecodedStill: Sendable {
  let name: String
  let facts: StillFacts
  let picture: SampledPicture
  let conversion: ColourConversion
  let warnings: [StillWarning]
  /// How what was decoded has to be turned.
  let orientation: Orientation

  var profileName: String { conversion.name }

  /// Decodes a file, of a JPEG while something is made of it already.
  ///
  /// - Parameters:
  ///   - still: the file.
  ///   - shrink: how much smaller a JPEG may come out: 1, 2, 4 or 8.
  ///   - cancellation: looked at between steps.
  ///   - body: what to make of it; lost if the file turns out to be damaged.
  static func decoding<Answer: Sendable>(
    _ still: ExaminedStill, shrink: Int = 1, _ cancellation: Cancellation,
    _ body: @Sendable (DecodedStill) throws -> Answer
  ) throws -> Answer {
    if still.facts.format == .jpeg {
      return try withJPEG(still, shrink: shrink, cancellation) { picture in
        try body(of(still, picture, nil, cancellation))
      }
    }
    let (picture, found) = try samples(of: still, cancellation)
    return try body(of(still, picture, found, cancellation))
  }

  private static func of(
    _ still: ExaminedStill, _ picture: SampledPicture, _ found: ColourSource?,
    _ cancellation: Cancellation
  ) throws -> DecodedStill {
    let (header, facts, name) = (still.header, still.facts, still.source.name)
    let stored = header.isTurnedByDecoder ? facts.size : facts.storedSize
    guard picture.size == shrunk(stored, picture.shrink) else {
      throw StillError(
        .damaged, name,
        "the header says \(stored) pixels, but the picture is \(picture.size);"
          + " \(Advice.again)")
    }
    try cancellation.check()
    let source = header.colour ?? found ?? .sRGB
    var warnings = warnings(of: header, facts)
    let conversion = try conversion(source, picture, &warnings)
    return DecodedStill(
      name: name, facts: facts, picture: picture, conversion: conversion, warnings: warnings,
      orientation: header.isTurnedByDecoder ? .up : facts.orientation)
  }

  /// A picture that never was a file.
  static func of(_ bitmap: Bitmap, named name: String) throws -> DecodedStill {
    let picture = SampledPicture(bitmap)
    return DecodedStill(
      name: name,
      facts: StillFacts(
        format: .png, byteCount: 0, storedSize: bitmap.size, orientation: .up, isAnimated: false),
      picture: picture, conversion: try ColourConversion(.sRGB, .rgb, bits: 8), warnings: [],
      orientation: .up)
  }

  /// Draws a part of the upright picture.
  func draw(
    _ crop: PixelRect?, at size: PixelSize, on ground: PictureRenderer.Ground = .none,
    isLinear: Bool = true, _ cancellation: Cancellation
  ) throws -> Bitmap {
    let renderer = PictureRenderer(
      picture, conversion, orientation: orientation, isLinear: isLinear)
    do {
      return try renderer.draw(crop, at: size, on: ground) { cancellation.isRaised }
    } catch {
      try cancellation.check()
      throw StillError(.failed, name, "the picture cannot be drawn (\(error))")
    }
  }

  private static func shrunk(_ size: PixelSize, _ factor: Int) -> PixelSize {
    PixelSize(
      width: (size.width + factor - 1) / factor, height: (size.height + factor - 1) / factor)
  }

  private static func conversion(
    _ source: ColourSource, _ picture: SampledPicture, _ warnings: inout [StillWarning]
  ) throws -> ColourConversion {
    do {
      let conversion = try ColourConversion(source, picture.space, bits: picture.bits)
      if source.isHighDynamicRange {
        warnings.append(
          StillWarning(
            .tonesPressed,
            "it has a high dynamic range; bright parts are brought down to what screens show"))
      }
      if picture.space == .cmyk, source == .sRGB {
        warnings.append(
          StillWarning(
            .profileMissing,
            "it is in printing inks and has no colour profile, so its colours are a guess"))
      }
      return conversion
    } catch {
      warnings.append(
        StillWarning(.profileIgnored, "\(error.message), so sRGB is assumed"))
      return try ColourConversion(.sRGB, picture.space, bits: picture.bits)
    }
  }

  private static func warnings(of header: StillHeader, _ facts: StillFacts) -> [StillWarning] {
    var warnings: [StillWarning] = []
    if header.hasBrokenProfile {
      warnings.append(
        StillWarning(.profileIgnored, "its colour profile is damaged, so sRGB is assumed"))
    }
    if header.isAnimated {
      warnings.append(
        StillWarning(.animation, "it holds several pictures, and the first one is taken"))
    }
    return warnings
  }
}
