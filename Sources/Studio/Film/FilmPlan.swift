internal import Footage
internal import Hailuo
internal import Raster
internal import Stills

/// A storyboard with everything it names looked up and checked, before anything is paid for.
struct FilmPlan: Sendable {
  let storyboard: Storyboard
  let aspect: AspectRatio
  /// The size asked for; nil for the model's standard one.
  let resolution: Resolution?
  /// The preset of the deliverable; nil when none is wanted.
  let preset: DeliveryPreset?
  /// The prepared picture of each shot; nil for chained ones.
  let pictures: [PreparedPicture?]
  /// The prepared picture of each shot's last frame; nil where it may end anywhere.
  let endPictures: [PreparedPicture?]
  /// Which of several equal takes each shot is.
  let takeNumbers: [Int]

  /// How pictures are made ready for the model.
  let pictureOptions: PrepareOptions

  /// - Parameter resolution: the size asked for, in the place of the storyboard's.
  /// - Throws: ``StudioError`` `.storyboard` with every problem at its line; `CancellationError`.
  init(
    _ storyboard: Storyboard, model: Model, resolution: Resolution? = nil, presets: PresetLibrary
  ) async throws {
    self.storyboard = storyboard
    let wanted = resolution ?? storyboard.resolution
    // The standard size is what a clip gets that asks for none: the same take.
    self.resolution = wanted == model.standardResolution ? nil : wanted
    var problems = storyboard.problems(for: model, at: wanted)
    let aspect = AspectRatio(storyboard.aspect)
    if aspect.map({ !Fit.hailuoAspects.contains($0) }) ?? true {
      problems.append(
        SourceProblem(
          storyboard.aspectLocation ?? storyboard.shots[0].location,
          "the aspect \(storyboard.aspect) is not between 2:5 and 5:2"))
    }
    var preset: DeliveryPreset?
    if let name = storyboard.preset {
      do {
        let found = try presets.preset(named: name)
        if found.settings.container.isFolder {
          throw StudioError(
            .preset, "preset \(name.quoted)",
            "makes a folder, and a film is delivered as one file; 'hailuo-studio transcode film.mp4 "
              + "--preset \(name)' makes it")
        }
        preset = found
      } catch {
        problems.append(
          SourceProblem(
            storyboard.presetLocation ?? storyboard.shots[0].location, "\(error)"))
      }
    }
    pictureOptions = PrepareOptions(
      aspect: aspect, shortSide: model.nominalShortSide(at: wanted))
    var pictures: [PreparedPicture?] = []
    var endPictures: [PreparedPicture?] = []
    for shot in storyboard.shots {
      pictures.append(
        try await Self.picture(
          shot.picturePath, at: shot.sourceLocation, model, pictureOptions, &problems))
      endPictures.append(
        try await Self.picture(
          shot.endPicturePath, at: shot.endPictureLocation ?? shot.location, model,
          pictureOptions, &problems))
    }
    guard problems.isEmpty else {
      throw StudioError(
        .storyboard, storyboard.file,
        problems: problems.sorted { $0.location < $1.location })
    }
    self.aspect = aspect ?? AspectRatio(width: 16, height: 9)
    self.preset = preset
    self.pictures = pictures
    self.endPictures = endPictures
    takeNumbers = TakeNumbers.numbers(
      of: storyboard.shots, pictures: pictures.map { $0?.digest },
      endPictures: endPictures.map { $0?.digest })
  }

  /// A prepared picture; nil when none is named, and once there are problems, which are reported.
  private static func picture(
    _ path: String?, at place: SourceLocation, _ model: Model, _ options: PrepareOptions,
    _ problems: inout [SourceProblem]
  ) async throws -> PreparedPicture? {
    guard let path else { return nil }
    do {
      let violations = model.limits.violations(of: try await PictureFacts(reading: path))
      problems += violations.map { SourceProblem(place, "\(path): \($0)") }
      guard problems.isEmpty else { return nil }
      return try await Preparer.prepare(path, options: options)
    } catch let error as StillError {
      problems.append(SourceProblem(place, error.message))
      return nil
    }
  }
}
