internal import FalClient
internal import Footage
public import Hailuo
internal import Outputs
internal import Raster
internal import Stills

extension FilmMaker {
  /// The name under which the spending of a film is added up: its folder's path from the root.
  public static func project(of folder: String) -> String { folder.absolutePath }

  /// What making a film would come to; nothing is sent and no file is moved.
  ///
  /// A shot that goes on from one that is still to be made is to be made as well.
  /// - Throws: ``StudioError`` `.storyboard` with every problem at its line; `CancellationError`.
  public static func outlook(
    _ storyboard: Storyboard, folder: String, model: Model, resolution: Resolution? = nil,
    presets: PresetLibrary, ledger: Ledger, isSimulated: Bool
  ) async throws -> Outlook {
    let plan = try await FilmPlan(
      storyboard, model: model, resolution: resolution, presets: presets)
    return try await outlook(
      plan, FilmLayout(folder: folder, storyboard: storyboard), model: model, ledger: ledger,
      isSimulated: isSimulated)
  }

  static func outlook(
    _ plan: FilmPlan, _ layout: FilmLayout, model: Model, ledger: Ledger, isSimulated: Bool
  ) async throws -> Outlook {
    let shelf = TakeShelf(layout, ledger: ledger)
    var outlook = Outlook()
    /// The clip of the shot before; nil while it is still to be made.
    var before: String?
    for (index, shot) in plan.storyboard.shots.enumerated() {
      let length = ClipDuration(seconds: shot.durationSeconds)
      let price = length.flatMap { model.price(of: $0, at: plan.resolution) }?.microdollars ?? 0
      var picture = plan.pictures[index]
      if picture == nil, let before {
        let digest = try FileDigest.sha256(ofFile: before)
        picture = try await ChainStart.find(
          in: (before, digest), shot.anchor, record: layout.shots[index].anchor,
          options: plan.pictureOptions
        ).picture
      }
      before = nil
      guard let picture else {
        outlook.add(shot.name, .missing, microdollars: price)
        continue
      }
      let key = plan.identity(
        of: index, picture: picture.digest, model: model, folder: layout.folder,
        isSimulated: isSimulated
      ).key
      if let clip = try await shelf.clip(of: key) {
        before = clip
        outlook.add(shot.name, .there, microdollars: price)
        continue
      }
      let state = try await ledger.outlook(for: key, at: layout.shots[index].clip)
      if state == .there {
        before = try await ledger.jobs(for: key).last { $0.state == .stored }?.clip?.path
      }
      outlook.add(shot.name, state, microdollars: price)
    }
    return outlook
  }
}

extension FilmPlan {
  /// What is asked for to make a shot.
  func identity(
    of index: Int, picture digest: String, model: Model, folder: String, isSimulated: Bool
  ) -> TakeIdentity {
    let shot = storyboard.shots[index]
    return TakeIdentity(
      endpoint: model.endpoint.id, prompt: shot.prompt, durationSeconds: shot.durationSeconds,
      promptOptimizer: shot.promptOptimizer, pictureSHA256: digest, resolution: resolution,
      endPictureSHA256: endPictures[index]?.digest, simulated: isSimulated,
      take: takeNumbers[index], rehearsalFolder: isSimulated ? folder.absolutePath : nil)
  }
}
