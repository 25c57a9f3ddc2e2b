import Raster

extension SplicePlanner {
  /// Frames of a strip that a seam takes to itself.
  struct Claim {
    var count = 0
    var seam: SeamDecision = .cut
  }

  func stretches(
    _ target: FilmTarget, _ strips: [Strip], _ obstacles: [[String]]
  ) throws(FootageError) -> [Stretch] {
    let claims = seams.map { claim($0, target.rate) }
    for place in strips.indices {
      try check(
        strips[place], place > 0 ? claims[place - 1] : Claim(),
        claims.indices.contains(place) ? claims[place] : Claim(), target.rate)
    }
    var stretches: [Stretch] = []
    for (place, strip) in strips.enumerated() {
      let head = place > 0 ? claims[place - 1] : Claim()
      let tail = claims.indices.contains(place) ? claims[place] : Claim()
      if case .dip(let colour, _) = head.seam {
        stretches.append(
          Stretch(
            strip, 0..<head.count, .encode, reason: "rises from \(colour)",
            effect: .dip(colour, isRising: true)))
      }
      let body = head.count..<(strip.count - tail.count)
      stretches += pieces(strip, body, obstacles[place], opening: stretches.isEmpty)
      let end = body.upperBound..<strip.count
      switch tail.seam {
      case .dip(let colour, _):
        stretches.append(
          Stretch(
            strip, end, .encode, reason: "sinks into \(colour)",
            effect: .dip(colour, isRising: false)))
      case .transition(let name, _):
        stretches.append(
          Stretch(
            strip, end, .blend, reason: "\(name) to \(parts[place + 1].path)",
            effect: .transition(name: name, clip: place + 1, places: 0..<tail.count)))
      case .cut, .kept, .drop: break
      }
    }
    return stretches
  }

  func claim(_ seam: SeamDecision, _ rate: FrameRate) -> Claim {
    switch seam {
    case .cut, .kept, .drop: Claim(count: 0, seam: seam)
    case .transition(_, let seconds): Claim(count: frames(in: seconds, rate), seam: seam)
    case .dip(_, let seconds): Claim(count: frames(in: seconds / 2, rate), seam: seam)
    }
  }

  private func frames(in seconds: Double, _ rate: FrameRate) -> Int {
    max(1, Int(exactly: (seconds * rate.framesPerSecond).rounded()) ?? Int(Int32.max))
  }

  private func check(
    _ strip: Strip, _ head: Claim, _ tail: Claim, _ rate: FrameRate
  ) throws(FootageError) {
    guard head.count + tail.count > strip.seenCount else { return }
    let path = parts[strip.clip].path
    func seconds(_ count: Int) -> String {
      (Double(count) / rate.framesPerSecond).rounded(toPlaces: 3)
    }
    let larger = head.count > tail.count ? head : tail
    let what =
      switch larger.seam {
      case .transition(let name, let seconds): "a \(name) of \(seconds.rounded(toPlaces: 3)) s"
      case .dip(_, let seconds): "a dip of \(seconds.rounded(toPlaces: 3)) s"
      case .cut, .kept, .drop: "a seam"
      }
    let problem =
      larger.count == Int(Int32.max)
      ? "\(what) is longer than any film"
      : head.count > 0 && tail.count > 0 && larger.count <= strip.seenCount
        ? "the seams at both its ends take \(seconds(head.count + tail.count)) s"
        : "\(what) takes \(seconds(larger.count)) s of it"
    throw FootageError(
      .invalidRequest, path: path,
      "\(path): \(problem), and it has only \(seconds(strip.seenCount)) s; choose a shorter one.")
  }

  private func pieces(
    _ strip: Strip, _ places: Range<Int>, _ obstacles: [String], opening: Bool
  ) -> [Stretch] {
    guard !places.isEmpty else { return [] }
    guard obstacles.isEmpty, strip.sources == nil else {
      return [Stretch(strip, places, .encode, reason: obstacles.joined(separator: ", "))]
    }
    let index = clips[strip.clip].index
    return GroupCut.pieces(strip.sources(places), of: index, opening: opening).map { piece in
      let start = piece.frames.lowerBound - strip.frames.lowerBound
      let own = start..<start + piece.frames.count
      return Stretch(strip, own, piece.reason == nil ? .copy : .encode, reason: piece.reason)
    }
  }
}
