internal import Footage
internal import Hailuo
internal import Raster
internal import Stills

/// A storyboard with everything it names looked up and checked, before anything is paid for.
struct FilmPlan: Sendable {
  let storyboard: Storyboard
  let aspect: AspectRatio
  /// The preset of the deliverable; nil when none is wanted.
  let preset: DeliveryPreset?
  /// The prepared picture of each shot; nil for chained ones.
  let pictures: [PreparedPicture?]
  /// Which of several equal takes each shot is.
  let takeNumbers: [Int]

  /// - Throws: ``StudioError`` `.storyboard` with every problem at its line; `CancellationError`.
  init(_ storyboard: Storyboard, model: Model, presets: PresetLibrary) async throws {
    self.storyboard = storyboard
    var problems: [SourceProblem] = []
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
        preset = try presets.preset(named: name)
      } catch {
        problems.append(
          SourceProblem(
            storyboard.presetLocation ?? storyboard.shots[0].location, "\(error)"))
      }
    }
    var pictures: [PreparedPicture?] = []
    for shot in storyboard.shots {
      guard let path = shot.picturePath else {
        pictures.append(nil)
        continue
      }
      do {
        let violations = model.limits.violations(of: try await PictureFacts(reading: path))
        problems += violations.map { SourceProblem(shot.sourceLocation, "\(path): \($0)") }
        guard violations.isEmpty, problems.isEmpty else {
          pictures.append(nil)
          continue
        }
        pictures.append(
          try await Preparer.prepare(path, options: PrepareOptions(aspect: aspect)))
      } catch let error as StillError {
        problems.append(SourceProblem(shot.sourceLocation, error.message))
        pictures.append(nil)
      }
    }
    guard problems.isEmpty else {
      throw StudioError(
        .storyboard, storyboard.file,
        problems: problems.sorted { $0.location < $1.location })
    }
    self.aspect = aspect ?? AspectRatio(width: 16, height: 9)
    self.preset = preset
    self.pictures = pictures
    takeNumbers = TakeNumbers.numbers(
      of: storyboard.shots, pictures: pictures.map { $0?.digest })
  }
}
