/// What is wrong with a finished film; frames are counted in the order they are shown, from 0.
enum ProofFinding: Sendable, Hashable {
  case noPictures
  case frameCount(expected: Int, found: Int)
  /// A copied packet is not the clip's.
  case otherBytes(frame: Int)
  /// A slice would be decoded with a parameter set that it was not encoded with.
  case otherParameterSet(frame: Int)
  /// A packet's units do not fill it.
  case brokenPacket(frame: Int)
  /// The same, and it was so in the clip.
  case damagedSource(frame: Int)
  case noTime(frame: Int)
  /// A packet is to be decoded no later than the one before it.
  case decodingRunsBack(frame: Int)
  case shownBeforeDecoded(frame: Int)
  /// A frame is not shown when the clip's times, or the film's rate, have it.
  case otherTime(frame: Int, secondsOff: Double)
  case duration(expected: Double, found: Double)
  /// A frame is marked as a key frame and is none, or was one in the clip and is not marked.
  case keyMark(frame: Int)
  case undecodable(frame: Int, reason: String)
  /// Another frame came out of the decoder than was due.
  case missing(frame: Int)
  /// A frame decodes to another picture than in its clip.
  case otherPicture(frame: Int)
  /// A frame decodes to another picture after a jump than in passing.
  case seek(frame: Int)
  case noSound
  case needlessSound
  case soundDuration(expected: Double, found: Double)
  /// Packets of sound overlap or leave a hole.
  case soundGap(seconds: Double)
  case undecodableSound(reason: String, seconds: Double?)

  /// What is wrong, for people, as half a sentence.
  func text(_ film: FilmExpectation) -> String {
    switch self {
    case .noPictures: "it has no pictures"
    case .frameCount(let expected, let found): "it has \(found) frames instead of \(expected)"
    case .otherBytes(let frame): "\(film.label(frame)) was not copied faithfully"
    case .otherParameterSet(let frame):
      "\(film.label(frame)) would be decoded with other codec parameter sets than its own"
    case .brokenPacket(let frame): "\(film.label(frame)) is damaged"
    case .damagedSource(let frame): "\(film.label(frame)) is damaged in its clip"
    case .noTime(let frame): "\(film.label(frame)) has no time"
    case .decodingRunsBack(let frame):
      "\(film.label(frame)) is to be decoded before the one in front of it"
    case .shownBeforeDecoded(let frame): "\(film.label(frame)) is to be shown before it is decoded"
    case .otherTime(let frame, let seconds):
      "\(film.label(frame)) is shown \(abs(seconds).rounded(toPlaces: 4)) s too "
        + (seconds > 0 ? "late" : "early")
    case .duration(let expected, let found):
      "it lasts \(found.rounded(toPlaces: 3)) s instead of \(expected.rounded(toPlaces: 3)) s"
    case .keyMark(let frame): "\(film.label(frame)) is wrongly marked as a place to start from"
    case .undecodable(let frame, let reason):
      "\(film.label(frame)) cannot be decoded\(reason.isEmpty ? "" : " (\(reason))")"
    case .missing(let frame): "\(film.label(frame)) is missing when it is played"
    case .otherPicture(let frame): "\(film.label(frame)) shows another picture"
    case .seek(let frame): "\(film.label(frame)) shows another picture after a jump to it"
    case .noSound: "it has no sound"
    case .needlessSound: "it has sound, and none of its clips has"
    case .soundDuration(let expected, let found):
      "its sound lasts \(found.rounded(toPlaces: 3)) s instead of "
        + "\(expected.rounded(toPlaces: 3)) s"
    case .soundGap(let seconds):
      "its sound is broken off after \(seconds.rounded(toPlaces: 3)) s"
    case .undecodableSound(let reason, _):
      "its sound cannot be decoded\(reason.isEmpty ? "" : " (\(reason))")"
    }
  }

  /// The error that keeps the film from getting its name.
  func error(_ film: FilmExpectation, as destination: String) -> FootageError {
    let damage: (frame: Int, reason: String)? =
      switch self {
      case .undecodable(let frame, let reason): (frame, reason)
      case .damagedSource(let frame): (frame, "")
      default: nil
      }
    if let (frame, reason) = damage, let (stretch, place) = film.stretch(of: frame),
      stretch.isCopied
    {
      let why = reason.isEmpty ? "" : " (\(reason))"
      return FootageError(
        .damaged, path: stretch.path,
        "\(stretch.path): frame \(stretch.frames.lowerBound + place + 1) of it cannot be decoded"
          + "\(why); nothing was written. Leave the clip out, or cut it before that frame.")
    }
    if case .undecodableSound(_, let seconds) = self, let path = film.soundSource {
      return .damagedSound(path, at: seconds)
    }
    return FootageError(
      .unproven, path: destination,
      "\(destination): the joined video was checked and not kept: \(text(film)). "
        + "Please report this with the clips.")
  }
}

/// A finding on its way to whoever asked for the check.
struct ProofFailure: Error {
  let finding: ProofFinding

  init(_ finding: ProofFinding) { self.finding = finding }
}
