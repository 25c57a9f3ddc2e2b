internal import Outputs
internal import Raster
internal import Stills

/// Where a clip goes when it comes, and what its record says of its picture.
struct Delivery: Sendable {
  var identity: TakeIdentity
  var picture: TakeSidecar.Picture
  var endPicture: TakeSidecar.Picture?
  var clipPath: String
  var sidecarPath: String
  var replacing: Bool

  init(_ order: TakeOrder) {
    identity = order.identity
    picture = TakeSidecar.Picture(
      path: order.picturePath, sha256: order.picture.digest, width: order.picture.size.width,
      height: order.picture.size.height)
    endPicture = order.endPicture.map {
      TakeSidecar.Picture(
        path: order.endPicturePath, sha256: $0.digest, width: $0.size.width,
        height: $0.size.height)
    }
    clipPath = order.clipPath
    sidecarPath = order.sidecarPath
    replacing = order.replacing
  }

  /// What a job of an earlier run was for.
  init(_ job: Job) {
    identity = job.order.identity
    picture = TakeSidecar.Picture(
      path: job.order.picturePath, sha256: job.order.identity.pictureSHA256,
      width: job.order.pictureWidth, height: job.order.pictureHeight)
    endPicture = job.order.identity.endPictureSHA256.map {
      TakeSidecar.Picture(
        path: job.order.endPicturePath, sha256: $0, width: job.order.pictureWidth,
        height: job.order.pictureHeight)
    }
    clipPath = job.order.outputPath
    sidecarPath = job.order.sidecarPath ?? Self.sidecarPath(for: job.order.outputPath)
    replacing = false
  }

  /// The take that lies in its place already, if it is the one that is wanted and whole.
  func found() throws -> TakeSidecar? {
    // A record that cannot be read is no proof; what lies there is treated as any other file.
    guard WholeFile.exists(sidecarPath), let sidecar = try? TakeSidecar.read(sidecarPath),
      sidecar.takeKey == identity.key, try WholeFile.digest(clipPath) == sidecar.clip.sha256
    else { return nil }
    return sidecar
  }

  /// Whether the record in its place is another take's.
  var holdsAnotherTake: Bool {
    // A record that cannot be read tells nothing.
    guard let sidecar = try? TakeSidecar.read(sidecarPath) else { return false }
    return sidecar.takeKey != identity.key
  }

  /// Checks that it could be written; the take itself may lie there already.
  func check() throws {
    guard try found() == nil else { return }
    try AtomicOutput.check(clipPath, replacing: replacing)
    // Our own record without its clip is what a run left that was ended between the two.
    let isAlone = !WholeFile.exists(clipPath) && WholeFile.exists(sidecarPath)
    let isOurs = isAlone && (try? TakeSidecar.read(sidecarPath))?.takeKey == identity.key
    try AtomicOutput.check(sidecarPath, replacing: replacing || isOurs)
  }

  /// `clip.mp4` has its record in `clip.json`.
  static func sidecarPath(for clipPath: String) -> String {
    clipPath.replacingEnding(with: "json")
  }

  /// Where a clip is kept that does not decode: `clip.damaged.mp4`.
  var damagedPath: String { clipPath.replacingEnding(with: "damaged.mp4") }
}

extension String {
  /// The path with another ending: `a/clip.mp4` becomes `a/clip.json`.
  func replacingEnding(with ending: String) -> String {
    let name = lastPathPart
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return "\(self).\(ending)"
    }
    return "\(dropLast(name[dot...].count)).\(ending)"
  }
}
