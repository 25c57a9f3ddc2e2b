extension SampledPicture {
  /// The picture with everything outside of a rectangle clear.
  ///
  /// - Returns: the picture itself if it has no alpha beside its colours, or nothing is outside.
  package func cleared(outside rect: PixelRect) -> SampledPicture {
    guard case .interleaved(let space, hasAlpha: true, let bits) = layout,
      !rect.contains(PixelRect(size))
    else { return self }
    let step = (space.channelCount + 1) * bits / 8
    let kept = rect.intersection(PixelRect(size))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(step * size.pixelCount)
    for y in 0..<size.height {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: step * size.width))
      guard y >= kept.y, y < kept.maxY else { continue }
      planes[0].withRow(y) { row in
        for place in (step * kept.x)..<(step * kept.maxX) { bytes[start + place] = row[place] }
      }
    }
    var picture = SampledPicture(
      size: size, layout: layout, planes: [Plane(bytes: bytes, stride: step * size.width)])
    picture.isPremultiplied = isPremultiplied
    picture.shrink = shrink
    return picture
  }
}
