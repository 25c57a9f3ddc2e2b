extension DeliveryPreset {
  /// Parses a preset, YAML or JSON; every key must be there.
  ///
  /// The file's path is for messages.
  ///
  /// - Throws: ``StudioError`` `.preset` with every problem, in the order of their lines.
  public static func parse(_ bytes: [UInt8], file: String) throws(StudioError) -> DeliveryPreset {
    let document = try YAMLDocument.parse(bytes, file: file, code: .preset)
    var problems = ProblemList()
    problems.add(contentsOf: document.problems)
    let preset = DeliveryPreset(document, &problems)
    try problems.check(.preset, file)
    guard let preset else { throw StudioError(.preset, file, "is not a preset") }
    return preset
  }

  private init?(_ document: YAMLDocument, _ problems: inout ProblemList) {
    guard
      let fields = YAMLFields(
        document.root, of: document, what: "a preset", keys: CodingKeys.allCases.map(\.rawValue),
        &problems)
    else { return nil }
    for key in CodingKeys.allCases { fields.require(key.rawValue, &problems) }
    let name = fields.text(CodingKeys.name.rawValue, &problems)
    if let name, !Self.isName(name.value) {
      problems.add(
        name.location,
        "'name' must be 1 to 40 small letters, digits or '-', and not 'none', "
          + "not \(name.value.quoted)")
    }
    let summary = fields.text(CodingKeys.summary.rawValue, &problems)
    let container = fields.choice(CodingKeys.container.rawValue, as: Container.self, &problems)
    let faststart = fields.flag(CodingKeys.faststart.rawValue, &problems)
    let video = Video(fields, &problems)
    let audio = Audio(fields, &problems)
    guard let name, let summary, let container, let faststart, let video, let audio else {
      return nil
    }
    self.init(
      name: name.value, summary: summary.value, container: container.value,
      faststart: faststart.value, video: video, audio: audio)
  }
}

extension DeliveryPreset.Video {
  fileprivate init?(_ preset: YAMLFields, _ problems: inout ProblemList) {
    guard let node = preset.node("video"),
      let fields = YAMLFields(
        node, of: preset.document, what: "'video'", keys: CodingKeys.allCases.map(\.rawValue),
        &problems)
    else { return nil }
    for key in CodingKeys.allCases { fields.require(key.rawValue, &problems) }
    let codec = fields.choice(CodingKeys.codec.rawValue, as: Codec.self, &problems)
    let profile = fields.choice(CodingKeys.profile.rawValue, as: Profile.self, &problems)
    let format = fields.choice(CodingKeys.pixelFormat.rawValue, as: PixelFormat.self, &problems)
    let crf = fields.number(CodingKeys.crf.rawValue, "a number from 0 to 51", &problems) {
      (0...51).contains($0)
    }
    let speed = fields.choice(CodingKeys.speed.rawValue, as: Speed.self, &problems)
    let keyframes = fields.number(
      CodingKeys.keyframeSeconds.rawValue, "a number of seconds from 1 to 60", &problems
    ) { (1...60).contains($0) }
    let color = fields.choice(CodingKeys.color.rawValue, as: ColorTags.self, &problems)
    guard let codec, let profile, let format, let crf, let speed, let keyframes, let color else {
      return nil
    }
    self.init(
      codec: codec.value, profile: profile.value, pixelFormat: format.value, crf: crf.value,
      speed: speed.value, keyframeSeconds: keyframes.value, color: color.value)
  }
}

extension DeliveryPreset.Audio {
  fileprivate init?(_ preset: YAMLFields, _ problems: inout ProblemList) {
    guard let node = preset.node("audio"),
      let fields = YAMLFields(
        node, of: preset.document, what: "'audio'", keys: CodingKeys.allCases.map(\.rawValue),
        &problems)
    else { return nil }
    for key in CodingKeys.allCases { fields.require(key.rawValue, &problems) }
    let codec = fields.choice(CodingKeys.codec.rawValue, as: Codec.self, &problems)
    let rate = fields.number(
      CodingKeys.kilobitsPerSecond.rawValue, "a number from 32 to 512", &problems
    ) { (32...512).contains($0) }
    guard let codec, let rate else { return nil }
    self.init(codec: codec.value, kilobitsPerSecond: rate.value)
  }
}
