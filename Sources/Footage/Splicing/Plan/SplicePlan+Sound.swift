extension SplicePlan {
  /// What becomes of the clips' sounds; nil for a silent film.
  public var sound: SoundSummary? { soundPlan.map(SoundSummary.init) }

  /// How the sound track is made; nil for a silent film.
  func plannedSound(_ clips: [ScannedClip], in container: ContainerFormat) -> SoundPlan? {
    var seconds = [Double](repeating: 0, count: clips.count)
    var first = 0
    for stretch in stretches {
      seconds[stretch.clip] +=
        self.seconds(ofFrame: first + stretch.count) - self.seconds(ofFrame: first)
      first += stretch.count
    }
    let isPlain = stretches.allSatisfy { $0.effect == nil }
    let parts = clips.indices.map { number in
      let clip = clips[number]
      return SoundPlan.Part(
        path: clip.path, audio: clip.clip.audio, container: clip.clip.container,
        start: clip.video.start,
        seconds: seconds[number],
        isWhole: isPlain && strips[number].frames == 0..<clip.video.frameCount
          && strips[number].squeezed == 0,
        frameSeconds: 1 / frameRate.framesPerSecond)
    }
    return SoundPlan(parts, container: container)
  }

  /// What sounds when: each clip's own sound under its pictures, both clips' under a transition.
  func sound(_ clips: [ScannedClip]) -> [SoundPiece] {
    guard hasSound else { return [] }
    var pieces: [SoundPiece] = []
    var first = 0
    var before: Stretch?
    // Where on the clip's own clock the film's beginning would be.
    var origins: [Int: Double] = [:]
    func source(
      _ clip: Int, at film: Double, _ fade: SoundPiece.Fade? = nil
    ) -> SoundPiece.Source {
      SoundPiece.Source(
        path: clips[clip].path, hasSound: clips[clip].clip.audio != nil,
        start: origins[clip, default: 0] + film, fade: fade)
    }
    for stretch in stretches {
      let start = seconds(ofFrame: first)
      let end = seconds(ofFrame: first + stretch.count)
      if origins[stretch.clip] == nil {
        origins[stretch.clip] = origin(stretch.clip, clips, at: start)
      }
      let piece: SoundPiece
      switch stretch.effect {
      case .transition(_, let clip, _):
        origins[clip] = origin(clip, clips, at: start)
        piece = SoundPiece(
          start: start, end: end,
          sources: [
            source(stretch.clip, at: start, .falling), source(clip, at: start, .rising),
          ])
      case .dip(_, let isRising):
        piece = SoundPiece(
          start: start, end: end,
          sources: [source(stretch.clip, at: start, isRising ? .rising : .falling)])
      case nil:
        // What sounds on in the same clip is one piece.
        if before?.clip == stretch.clip, before?.effect == nil, !pieces.isEmpty {
          pieces[pieces.count - 1].end = end
          first += stretch.count
          before = stretch
          continue
        }
        piece = SoundPiece(start: start, end: end, sources: [source(stretch.clip, at: start)])
      }
      pieces.append(piece)
      first += stretch.count
      before = stretch
    }
    return pieces
  }

  /// - Parameter film: when the strip's first frame is shown.
  private func origin(_ clip: Int, _ clips: [ScannedClip], at film: Double) -> Double {
    let own = clips[clip]
    return own.video.start + own.seconds(ofFrame: strips[clip].frames.lowerBound) - film
  }
}
