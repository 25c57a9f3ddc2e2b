internal import CFFmpeg

/// Options for a library call; those the call did not know are an error, not a shrug.
struct OptionDictionary: ~Copyable {
  var raw: OpaquePointer?

  init(_ options: [(name: String, value: String)] = []) {
    for option in options { av_dict_set(&raw, option.name, option.value, 0) }
  }

  deinit {
    var closing = raw
    av_dict_free(&closing)
  }

  /// - Throws: ``LibavError`` `.unsupported` naming the first option nobody took.
  func requireAllTaken(_ operation: String) throws(LibavError) {
    guard let left = av_dict_get(raw, "", nil, AV_DICT_IGNORE_SUFFIX) else { return }
    throw LibavError(
      .unsupported, operation, reason: "unknown option '\(String(cString: left.pointee.key))'")
  }
}
