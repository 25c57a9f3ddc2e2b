/// Where everything of a film lies in its output folder.
///
/// ```
/// film.mp4  film.web-h264.mp4  sheet.png  seams.html  seams.json  film.json
/// shots/01-harbour/  picture.png  clip.mp4  clip.json  thumbnail.png  anchor.json
///                    earlier/5f3a9c01.mp4  earlier/5f3a9c01.json
/// ```
public struct FilmLayout: Hashable, Sendable {
  /// The files of one shot.
  public struct ShotFolder: Hashable, Sendable {
    /// The folder, below the film's: `shots/01-harbour`.
    public let name: String
    /// The folder's path.
    public let path: String

    /// The prepared picture, as it is sent.
    public var picture: String { path.appending(path: "picture.png") }
    /// The prepared picture of the last frame, where there is one.
    public var endPicture: String { path.appending(path: "last-picture.png") }
    /// The clip.
    public var clip: String { path.appending(path: "clip.mp4") }
    /// The clip's record.
    public var sidecar: String { path.appending(path: "clip.json") }
    /// Which frame of the shot before the picture is; only where one was looked for.
    public var anchor: String { path.appending(path: "anchor.json") }
    /// A small picture of the shot.
    public var thumbnail: String { path.appending(path: "thumbnail.png") }
    /// The folder for takes that others have taken the place of; a paid clip is never deleted.
    public var earlier: String { path.appending(path: "earlier") }

    /// Where a take goes when another takes its place.
    public func earlierClip(_ key: TakeKey) -> String {
      earlier.appending(path: "\(key.short).mp4")
    }

    /// Where the record of such a take goes.
    public func earlierSidecar(_ key: TakeKey) -> String {
      earlier.appending(path: "\(key.short).json")
    }
  }

  /// The output folder.
  public let folder: String
  /// The folders of the shots, in order.
  public let shots: [ShotFolder]

  /// The layout of a film with these shots, by unique names that can stand in a path.
  public init(folder: String, shotNames: [String]) {
    self.folder = folder
    let width = max(2, String(shotNames.count).count)
    shots = shotNames.enumerated().map { index, name in
      let number = String(index + 1)
      let padded = String(repeating: "0", count: width - number.count) + number
      let name = "shots/\(padded)-\(name)"
      return ShotFolder(name: name, path: folder.appending(path: name))
    }
  }

  /// The layout of a storyboard's film.
  public init(folder: String, storyboard: Storyboard) {
    self.init(folder: folder, shotNames: storyboard.shots.map(\.name))
  }

  /// The joined film.
  public var film: String { folder.appending(path: "film.mp4") }
  /// The contact sheet.
  public var sheet: String { folder.appending(path: "sheet.png") }
  /// The report of the film's seams; its numbers lie in `seams.json` beside it.
  public var seams: String { folder.appending(path: "seams.html") }
  /// The record of the film.
  public var record: String { folder.appending(path: "film.json") }
  /// The folder of all shots.
  public var shotsFolder: String { folder.appending(path: "shots") }

  /// The film as a preset delivers it.
  public func deliverable(preset: DeliveryPreset) -> String {
    folder.appending(path: "film\(preset.ending)")
  }
}
