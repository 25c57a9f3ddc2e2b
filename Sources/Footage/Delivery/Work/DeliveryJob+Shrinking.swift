import Libav
import Raster

/// A result whose bytes are limited, made again until it fits.
extension DeliveryJob {
  /// What is tried next, after what came out was too large.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` when nothing fits, with the least that is possible.
  func shrink(from size: Int, to most: Int) throws {
    let duration = plan?.rate.duration ?? source.duration ?? 1
    if step == .least {
      throw FootageError(
        .invalidRequest, path: delivery.destination,
        "\(delivery.destination): it does not fit into \(most) bytes; the least that it comes to at "
          + "this size and rate is about \(size). Allow that, or make it smaller or shorter.")
    }
    if delivery.settings.container.isAnimation || plan == nil {
      try shrinkShape(from: size, to: most)
      return
    }
    if search == nil {
      lowerSoundRate(most, duration)
      let soundBytes = Double(sound?.encoding.bitRate ?? 0) * duration / 8
      // Each frame and each packet of sound has an entry in the index.
      let frames = duration * (plan?.rate.rate.framesPerSecond ?? 25)
      let entries = 4096 + frames * 14 + (sound == nil ? 0 : duration * 47 * 8)
      search = SizeSearch(
        limit: most, duration: duration, besides: Int(soundBytes + entries))
    } else if case .smaller(let rate) = step {
      search?.add(.init(bitRate: rate, byteCount: size))
    }
    step = search?.next.map { .smaller(bitRate: $0) } ?? .least
  }

  private func lowerSoundRate(_ most: Int, _ duration: Double) {
    guard let sound, sound.encoding.bitRate > 0 else { return }
    let rate = SizeSearch.soundRate(sound.encoding.bitRate, limit: most, duration: duration)
    var encoding = sound.encoding
    encoding.bitRate = rate
    self.sound = (sound.wish, encoding)
  }

  /// Animations are made smaller in size, sounds in bits a second.
  private func shrinkShape(from size: Int, to most: Int) throws {
    shapeTries += 1
    let part = Double(most) / Double(size)
    func refuse() -> FootageError {
      FootageError(
        .invalidRequest, path: delivery.destination,
        "\(delivery.destination): it does not fit into \(most) bytes; at the least that was tried it "
          + "has \(size). Allow that, or make it shorter.")
    }
    guard let plan, var wish = delivery.settings.video, let video = source.clip.video,
      let stream = source.picture
    else {
      guard shapeTries < 4, let known = sound, known.encoding.bitRate > 16_000 else {
        throw refuse()
      }
      var encoding = known.encoding
      encoding.bitRate = max(16_000, Int(Double(encoding.bitRate) * part * 0.96))
      sound = (known.wish, encoding)
      notes.removeAll { $0.hasPrefix("Lowered") }
      notes.append(
        "Lowered to \(encoding.bitRate / 1000) kb/s of sound to fit into \(most) bytes.")
      return
    }
    let short = min(plan.size.width, plan.size.height)
    let lines = Int(Double(short) * (part.squareRoot() * 0.97)) & ~1
    guard shapeTries < 6, lines >= 32 else { throw refuse() }
    wish.shape.size = .shortSideAtMost(lines)
    self.plan = try PicturePlan(source, video, stream, wish, options, palette: paletteWay)
    notes.removeAll { $0.hasPrefix("Made smaller") }
    notes.append(
      "Made smaller, to \(self.plan?.size.description ?? ""), to fit into \(most) bytes.")
  }
}
