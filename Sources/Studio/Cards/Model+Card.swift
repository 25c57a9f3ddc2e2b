internal import FalClient
public import Hailuo
internal import Yams

/// A model's card as a YAML file, for models we have none for, or other prices.
///
/// ```yaml
/// name: my-model
/// endpoint: fal-ai/minimax/hailuo-9/image-to-video
/// resolution: 768P
/// price_per_second_usd: 0.05
/// ```
extension Model {
  private static let cardKeys = [
    "name", "title", "endpoint", "durations", "takes_duration", "resolution", "resolutions",
    "end_image_resolutions", "camera_moves", "price_per_second_usd", "price_per_clip_usd",
    "limits", "source",
  ]

  /// Parses a card, YAML or JSON; the file's path is for messages.
  ///
  /// - Throws: ``StudioError`` `.preset` with every problem, in the order of their lines.
  public static func parse(card bytes: [UInt8], file: String) throws(StudioError) -> Model {
    let document = try YAMLDocument.parse(bytes, file: file, code: .preset)
    var problems = ProblemList()
    problems.add(contentsOf: document.problems)
    let model = Model(document, &problems)
    try problems.check(.preset, file)
    guard let model else { throw StudioError(.preset, file, "is not a model's card") }
    return model
  }

  private init?(_ document: YAMLDocument, _ problems: inout ProblemList) {
    guard
      let fields = YAMLFields(
        document.root, of: document, what: "a model's card", keys: Self.cardKeys, &problems)
    else { return nil }
    for key in ["name", "endpoint", "resolution"] { fields.require(key, &problems) }
    let name = fields.text("name", &problems)
    if let name, !Self.isCardName(name.value) {
      problems.add(
        name.location,
        "'name' must be 1 to 60 small letters, digits, '.' or '-', not \(name.value.quoted)")
    }
    let endpoint = Self.endpoint(fields, &problems)
    let standard = fields.choice("resolution", as: Resolution.self, &problems)?.value
    let durations = fields.list("durations", &problems) { node in
      node.plainText.flatMap { Int($0) }.flatMap(ClipDuration.init(seconds:))
    } expecting: {
      "6 or 10 (seconds)"
    }
    let sizes = fields.choices("resolutions", as: Resolution.self, &problems) ?? []
    let endSizes = fields.choices("end_image_resolutions", as: Resolution.self, &problems) ?? []
    let moves = fields.choices("camera_moves", as: CameraMove.self, &problems)
    let limits = ModelLimits(fields, &problems)
    let pricing = Pricing(fields, &problems)
    let takesDuration = fields.flag("takes_duration", &problems)?.value ?? true
    guard problems.isEmpty, let name, let endpoint, let standard, let pricing else { return nil }
    self.init(
      id: name.value, endpoint: endpoint,
      title: fields.text("title", &problems)?.value ?? name.value,
      durations: durations ?? ClipDuration.allCases, takesDuration: takesDuration,
      standardResolution: standard, resolutions: sizes, endImageResolutions: endSizes,
      cameraMoves: moves ?? CameraMove.allCases, limits: limits, pricing: pricing,
      source: fields.text("source", &problems)?.value)
    checkSizes(fields, &problems)
  }

  /// What can be asked for must have a price, and what is named must be made.
  private func checkSizes(_ fields: YAMLFields, _ problems: inout ProblemList) {
    for size in Set(sizes + [standardResolution]).sorted(by: { $0.shortSide < $1.shortSide }) {
      for duration in durations where price(of: duration, at: size) == nil {
        problems.add(
          fields.location,
          "there is no price for \(duration.seconds) s at \(size.rawValue); add it")
      }
    }
    if !resolutions.isEmpty, !resolutions.contains(standardResolution) {
      problems.add(
        fields.location, "'resolutions' must contain \(standardResolution.rawValue), the usual one")
    }
    for size in endImageResolutions where !sizes.contains(size) {
      problems.add(
        fields.location, "'end_image_resolutions' names \(size.rawValue), which is not made")
    }
  }

  private static func endpoint(
    _ fields: YAMLFields, _ problems: inout ProblemList
  ) -> EndpointID? {
    guard let text = fields.text("endpoint", &problems) else { return nil }
    do {
      return try EndpointID(text.value)
    } catch {
      problems.add(text.location, "'endpoint': \(error)")
      return nil
    }
  }

  /// Whether a text can be a card's name, which stands in file names.
  private static func isCardName(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count) && !text.hasPrefix(".")
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "0"..."9", "-", ".": true
        default: false
        }
      }
  }
}

extension Model.Pricing {
  /// - Returns: nil when there is no price, or none that can be used; it is reported.
  fileprivate init?(_ card: YAMLFields, _ problems: inout ProblemList) {
    switch (card.node("price_per_second_usd"), card.node("price_per_clip_usd")) {
    case (let node?, nil):
      if case .mapping = node {
        guard let prices = card.prices("price_per_second_usd", of: Resolution.self, &problems)
        else { return nil }
        self = .perSecondBySize(prices)
      } else {
        guard let price = card.price("price_per_second_usd", &problems) else { return nil }
        self = .perSecond(price)
      }
    case (nil, .some):
      guard let prices = card.prices("price_per_clip_usd", of: ClipDuration.self, &problems)
      else { return nil }
      self = .perClip(prices)
    case (nil, nil):
      problems.add(card.location, "a model's card needs 'price_per_second_usd'")
      return nil
    case (.some, .some):
      problems.add(
        card.location, "a card takes 'price_per_second_usd' or 'price_per_clip_usd', not both")
      return nil
    }
  }
}

extension ModelLimits {
  /// What a card says, and MiniMax's numbers for the rest.
  fileprivate init(_ card: YAMLFields, _ problems: inout ProblemList) {
    self = .hailuo
    guard let node = card.node("limits"),
      let fields = YAMLFields(
        node, of: card.document, what: "'limits'",
        keys: ["prompt_characters", "picture_bytes", "short_side"], &problems)
    else { return }
    func number(_ key: String, _ range: ClosedRange<Int>) -> Int? {
      fields.number(
        key, "a number from \(range.lowerBound) to \(range.upperBound)", &problems,
        where: range.contains)?.value
    }
    longestPrompt = number("prompt_characters", 1...1_000_000) ?? longestPrompt
    tooManyBytes = number("picture_bytes", 1...1_000_000_000).map { $0 + 1 } ?? tooManyBytes
    tooShortSide = number("short_side", 1...4096).map { $0 - 1 } ?? tooShortSide
  }
}

extension YAMLFields {
  /// A price above nothing.
  fileprivate func price(_ key: String, _ problems: inout ProblemList) -> Price? {
    guard let sum = dollars(key, &problems) else { return nil }
    guard sum > 0 else {
      // What costs nothing could not be kept within a budget.
      problems.add(
        node(key).map(document.location(of:)) ?? location, "'\(key)' must be more than 0")
      return nil
    }
    return Price(microdollars: sum)
  }

  /// Prices by the words of a set.
  fileprivate func prices<Word: CaseIterable & RawRepresentable<String> & Hashable>(
    _ key: String, of type: Word.Type, _ problems: inout ProblemList
  ) -> [Word: Price]? {
    guard let node = node(key),
      let fields = YAMLFields(
        node, of: document, what: "'\(key)'", keys: Word.allCases.map(\.rawValue), &problems)
    else { return nil }
    var prices: [Word: Price] = [:]
    for word in Word.allCases where fields.has(word.rawValue) {
      prices[word] = fields.price(word.rawValue, &problems)
    }
    return prices
  }

  /// Words of a set, as a list.
  fileprivate func choices<Choice: CaseIterable & RawRepresentable<String>>(
    _ key: String, as type: Choice.Type, _ problems: inout ProblemList
  ) -> [Choice]? {
    let words = Choice.allCases.map(\.rawValue)
    return list(key, &problems) { node in
      node.filledScalar.flatMap { Choice(rawValue: $0.string) }
    } expecting: {
      // A long list helps less than where to find it.
      words.count > 4 ? "\(words[0]) and the like" : words.joined(separator: " or ")
    } hint: { word in
      Spelling.nearest(to: word, among: words).map { "; did you mean '\($0)'?" }
        ?? (words.count > 4 ? "; 'presets show' prints all of them" : "")
    }
  }

  /// A list of which each element can be read; an empty list is no problem where one may be.
  fileprivate func list<Value>(
    _ key: String, _ problems: inout ProblemList, _ value: (Node) -> Value?,
    expecting: () -> String, hint: (String) -> String = { _ in "" }
  ) -> [Value]? {
    guard let node = node(key) else { return nil }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      problems.add(
        document.location(of: node), "'\(key)' must be a list such as [\(expecting())]")
      return nil
    }
    return sequence.compactMap { element in
      if let found = value(element) { return found }
      let word = element.filledScalar?.string
      problems.add(
        document.location(of: element),
        "'\(key)' takes \(expecting()), not \(element.shown)\(word.map(hint) ?? "")")
      return nil
    }
  }
}
