internal import FalClient

/// One fault as a person wrote it down, read strictly: what is not known is not ignored. Pure.
struct FaultEntry {
  /// What is wrong with an entry.
  struct Complaint: Error {
    let sentence: String
  }

  let fault: SimulatorFault

  init(_ entry: JSONValue) throws(Complaint) {
    var members = try Members(entry, "a fault")
    guard let name = members.take("at")?.plainText else {
      throw Complaint(sentence: "\"at\" is missing; it names the step")
    }
    guard let step = SimulatorFault.Step(rawValue: name) else {
      throw Complaint(
        sentence: "there is no step \"\(name)\"; there are "
          + SimulatorFault.Step.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let skip = try members.whole("skip") ?? 0
    let times = members.take("times")
    let (effect, usual) = try Self.effect(&members, at: step)
    try members.end()
    var fault = SimulatorFault(step, effect, skipping: skip, times: usual)
    switch times {
    case nil: break
    case .integer(let count)?: fault.times = max(0, count)
    case "all"?: fault.times = .max
    default: throw Complaint(sentence: "\"times\" must be a number or \"all\"")
    }
    self.fault = fault
  }

  /// The effect, and how often it happens unless told otherwise.
  private static func effect(
    _ members: inout Members, at step: SimulatorFault.Step
  ) throws(Complaint) -> (SimulatorFault.Effect, times: Int) {
    let alteration = try alteration(&members)
    guard members.count <= 1 || members["answer"] != nil, !(alteration != nil && members.count > 0)
    else {
      throw Complaint(sentence: "it asks for several effects; write one entry for each")
    }
    if let alteration { return (.alter(alteration), 1) }
    if let name = members.take("do")?.plainText { return try named(name, at: step) }
    if let answer = members.take("answer") {
      let refusal = try refusal(answer)
      let afterWork = members.take("after-work")
      guard afterWork == nil || afterWork == true || afterWork == false else {
        throw Complaint(sentence: "\"after-work\" must be true or false")
      }
      return (afterWork == true ? .misreport(refusal) : .refuse(refusal), 1)
    }
    if let answer = members.take("fail-job") { return (.failJob(try refusal(answer)), 1) }
    if let count = try members.whole("cut") { return (.cut(afterBytes: count), 1) }
    if let count = try members.whole("truncate") { return (.truncate(toBytes: count), 1) }
    if let count = try members.whole("stall") { return (.stall(afterBytes: count), 1) }
    if let count = try members.whole("wrong-length") { return (.misstateLength(by: count), 1) }
    if let delay = try members.seconds("delay") { return (.delay(delay), 1) }
    if let drip = members.take("drip") {
      var drip = try Members(drip, "\"drip\"")
      let bytes = try drip.whole("bytes") ?? 1
      let pause = try drip.seconds("seconds") ?? .milliseconds(100)
      try drip.end()
      return (.drip(bytes: max(1, bytes), every: pause), 1)
    }
    if let events = members.take("events") { return (.stream(try EventStyle(entry: events)), 1) }
    if let shape = try members.choice("logs", LogShape.self) { return (.logs(shape), .max) }
    if let flaw = try members.choice("letter", WebhookFlaw.self) { return (.webhook(flaw), 1) }
    try members.end()
    throw Complaint(sentence: "it does not say what goes wrong")
  }

  private static func named(
    _ name: String, at step: SimulatorFault.Step
  ) throws(Complaint) -> (SimulatorFault.Effect, times: Int) {
    switch name {
    case "hang-up": (.hangUp, 1)
    case "hang-up-unread": (.hangUpUnread, 1)
    case "hang-up-after-work": (.hangUpAfterWork, 1)
    case "reset": (.reset, 1)
    case "reset-after-work": (.resetAfterWork, 1)
    case "close-when-reused": (.closeWhenReused, 1)
    case "ignore-range": (.ignoreRange, .max)
    case "html": (.refuse(.badGateway), 1)
    case "redirect-loop": (SimulatorFault.redirectLoop(at: step).effect, .max)
    case "lock": (SimulatorFault.exhaustedBalance.effect, .max)
    case "expire": (SimulatorFault.filesExpired.effect, .max)
    default: throw Complaint(sentence: "there is no effect \"\(name)\"")
    }
  }

  private static func alteration(
    _ members: inout Members
  ) throws(Complaint) -> AnswerAlteration? {
    let patch = members.take("patch")
    let headers = members.take("headers")
    let status = try members.whole("status")
    guard patch != nil || headers != nil || status != nil else { return nil }
    guard status.map({ (200...999).contains($0) }) ?? true else {
      throw Complaint(sentence: "\"status\" must be from 200 to 999")
    }
    return AnswerAlteration(
      patch: patch.map { String(decoding: $0.bytes, as: UTF8.self) },
      headers: try texts(headers, "\"headers\""), status: status)
  }

  private static func refusal(_ answer: JSONValue) throws(Complaint) -> SimulatedRefusal {
    var members = try Members(answer, "an answer")
    guard let status = try members.whole("status"), (200...999).contains(status) else {
      throw Complaint(sentence: "an answer needs a \"status\" from 200 to 999")
    }
    let headers = try texts(members.take("headers"), "\"headers\"")
    let body = members.take("body") ?? ""
    let type = members.take("type")?.plainText
    try members.end()
    let text = body.plainText ?? String(decoding: body.bytes, as: UTF8.self)
    return SimulatedRefusal(
      status: status, headers: headers, body: text, contentType: type ?? "application/json")
  }

  private static func texts(
    _ value: JSONValue?, _ name: String
  ) throws(Complaint) -> [String: String] {
    guard let value else { return [:] }
    guard case .object(let members) = value else {
      throw Complaint(sentence: "\(name) must be a mapping")
    }
    return members.mapValues { $0.plainText ?? "" }
  }
}

extension EventStyle {
  fileprivate init(entry: JSONValue) throws(FaultEntry.Complaint) {
    self.init()
    var members = try FaultEntry.Members(entry, "\"events\"")
    switch members.take("line-ending")?.plainText {
    case nil, "lf"?: break
    case "crlf"?: lineEnding = .crlf
    case "cr"?: lineEnding = .cr
    default: throw FaultEntry.Complaint(sentence: "\"line-ending\" must be lf, crlf or cr")
    }
    hasComments = members.take("comments") == true
    hasSeveralDataLines = members.take("several-data-lines") == true
    hasOtherFields = members.take("other-fields") == true
    splitsCharacters = members.take("split-characters") == true
    repeatsEvents = members.take("repeat") == true
    swapsFirstEvents = members.take("swap") == true
    silentAfter = try members.whole("silent-after")
    cutAfter = try members.whole("cut-after")
    try members.end()
  }
}

extension FaultEntry {
  /// The members of a mapping, taken out one after the other; what is left in the end is unknown.
  struct Members {
    private var left: [String: JSONValue]
    private let name: String

    init(_ value: JSONValue, _ name: String) throws(Complaint) {
      guard case .object(let members) = value else {
        throw Complaint(sentence: "\(name) must be a mapping")
      }
      left = members
      self.name = name
    }

    var count: Int { left.count }

    subscript(key: String) -> JSONValue? { left[key] }

    mutating func take(_ key: String) -> JSONValue? { left.removeValue(forKey: key) }

    mutating func whole(_ key: String) throws(Complaint) -> Int? {
      switch take(key) {
      case nil: return nil
      case .integer(let value)?: return value
      default: throw Complaint(sentence: "\"\(key)\" must be a whole number")
      }
    }

    mutating func seconds(_ key: String) throws(Complaint) -> Duration? {
      switch take(key) {
      case nil: return nil
      case .integer(let value)? where (0...86_400).contains(value): return .seconds(value)
      case .number(let value)? where (0...86_400).contains(value): return .seconds(value)
      default: throw Complaint(sentence: "\"\(key)\" must be seconds, from 0 to 86400")
      }
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
      _ key: String, _: Choice.Type
    ) throws(Complaint) -> Choice? where Choice.RawValue == String {
      guard let text = take(key)?.plainText else { return nil }
      guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw Complaint(sentence: "\"\(key)\" must be one of \(known)")
      }
      return choice
    }

    /// Complains about what nobody took.
    func end() throws(Complaint) {
      guard let unknown = left.keys.min() else { return }
      throw Complaint(sentence: "\(name) has no \"\(unknown)\"")
    }
  }
}

extension JSONValue {
  /// The text of a scalar, whatever it looked like to YAML.
  fileprivate var plainText: String? {
    switch self {
    case .string(let text): text
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .bool(let value): String(value)
    case .null, .array, .object: nil
    }
  }
}
