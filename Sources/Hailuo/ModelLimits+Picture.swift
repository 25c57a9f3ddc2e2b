public import Raster

extension ModelLimits {
  /// Everything about a picture that the model would refuse, all at once.
  public func violations(of picture: PictureFacts) -> [Violation] {
    var found: [Violation] = []
    if !formats.contains(picture.format) {
      let names = formats.map(\.rawValue).joined(separator: ", ")
      found.append(
        Violation(
          .pictureFormat,
          "The picture is in \(picture.format.rawValue); it has to be one of \(names)."))
    }
    if picture.byteCount >= tooManyBytes {
      found.append(
        Violation(
          .pictureBytes,
          "The picture file has \(picture.byteCount) bytes; it must have fewer than \(tooManyBytes)."
        ))
    }
    return found + violations(of: picture.size)
  }

  /// Everything about a picture's size that the model would refuse.
  ///
  /// - Parameter size: as a person sees it, after any rotation the file asks for.
  public func violations(of size: PixelSize) -> [Violation] {
    guard size.width > 0, size.height > 0 else {
      return [Violation(.pictureSize, "The picture has no pixels.")]
    }
    var found: [Violation] = []
    if size.shortSide <= tooShortSide {
      found.append(
        Violation(
          .pictureSize,
          "The picture is \(size.width)x\(size.height); its short side has to be longer than "
            + "\(tooShortSide) pixels."))
    }
    let ratio = Double(size.width) / Double(size.height)
    if !acceptedRatios.contains(ratio) {
      let isWide = ratio > 1
      let limit =
        isWide
        ? Double(size.height) * acceptedRatios.upperBound
        : Double(size.width) / acceptedRatios.lowerBound
      let crop = isWide ? "\(Int(limit))x\(size.height)" : "\(size.width)x\(Int(limit))"
      found.append(
        Violation(
          .pictureRatio,
          "The picture is \(size.width)x\(size.height), too \(isWide ? "wide" : "tall"); its ratio "
            + "has to lie well between 2:5 and 5:2, so crop it to \(crop) at most."))
    }
    return found
  }
}
