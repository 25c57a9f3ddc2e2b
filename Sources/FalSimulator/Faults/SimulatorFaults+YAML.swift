internal import FalClient
internal import Yams

extension SimulatorFaults {
  /// Reads faults from YAML, of which JSON is a part.
  ///
  /// A list, or a mapping whose `faults` is one. Each entry says where (`at`), what, and when
  /// (`skip`, `times`, a number or `all`):
  ///
  ///     - at: submit          # submit status stream result cancel token initiate upload part
  ///       do: hang-up         # complete download keys prices webhook
  ///     - {at: status, answer: {status: 500, body: oops, type: text/plain}, times: 3}
  ///     - {at: download, cut: 1000, skip: 1}
  ///
  /// What goes wrong is one of: `do` with the name of an effect (`hang-up`, `hang-up-unread`,
  /// `hang-up-after-work`, `reset`, `reset-after-work`, `close-when-reused`, `ignore-range`,
  /// `html`, `redirect-loop`, `lock`, `expire`); `answer` (with `after-work: true` the work is done
  /// as well) and `fail-job`, both with `status`, `headers`, `body` and `type`; `cut`, `truncate`,
  /// `stall`, `wrong-length` in bytes; `delay` in seconds; `drip` with `bytes` and `seconds`;
  /// `patch` (a JSON merge patch), `headers` (empty ones are removed) and `status`, alone or
  /// together;
  /// `events` with `line-ending` (lf, crlf, cr), `comments`, `several-data-lines`, `other-fields`,
  /// `split-characters`, `repeat`, `swap`, `silent-after`, `cut-after`; `logs` (plain, levelled,
  /// labelled); `letter` (payload-error, other-gateway-id, duplicate, old-timestamp, altered-byte,
  /// reserialized, missing-header, unknown-key, upper-case-hex).
  ///
  /// - Throws: ``SimulatorError`` `.badFaults`, which names the entry and what is wrong with it.
  public init(yaml text: String) throws {
    let document: JSONValue
    do {
      document = try Yams.compose(yaml: text).map(JSONValue.init(yaml:)) ?? []
    } catch {
      throw SimulatorError(.badFaults, "the faults are not YAML: \(error)", cause: error)
    }
    guard case .array(let entries) = document["faults"] ?? document else {
      throw SimulatorError(
        .badFaults, "the faults must be a list, or a mapping whose \"faults\" is one")
    }
    faults = try entries.enumerated().map { index, entry in
      do throws(FaultEntry.Complaint) {
        return try FaultEntry(entry).fault
      } catch {
        throw SimulatorError(.badFaults, "fault \(index + 1): \(error.sentence)")
      }
    }
  }
}

extension JSONValue {
  /// A YAML node as JSON; only plain scalars can be anything but text.
  fileprivate init(yaml node: Node) {
    switch node {
    case .mapping(let mapping):
      self = .object(
        Dictionary(
          mapping.map { ($0.key.string ?? "", JSONValue(yaml: $0.value)) },
          uniquingKeysWith: { _, last in last }))
    case .sequence(let sequence):
      self = .array(sequence.map(JSONValue.init(yaml:)))
    case .scalar(let scalar) where scalar.style != .plain:
      self = .string(scalar.string)
    case .scalar(let scalar):
      if node.null != nil {
        self = .null
      } else if let value = node.bool {
        self = .bool(value)
      } else if let value = node.int {
        self = .integer(value)
      } else if let value = node.float {
        self = .number(value)
      } else {
        self = .string(scalar.string)
      }
    default:
      self = .null  // an alias; compose has replaced them all
    }
  }
}
