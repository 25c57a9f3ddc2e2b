internal import CFFmpeg

/// Tags of a file or a stream.
enum MetadataTags {
  /// All of them, with names in lower case, since containers differ.
  static func all(_ dictionary: OpaquePointer?) -> [String: String] {
    var tags: [String: String] = [:]
    var entry = av_dict_get(dictionary, "", nil, AV_DICT_IGNORE_SUFFIX)
    while let tag = entry {
      let name = String(cString: tag.pointee.key).lowercased()
      if tags[name] == nil { tags[name] = String(cString: tag.pointee.value) }
      entry = av_dict_get(dictionary, "", tag, AV_DICT_IGNORE_SUFFIX)
    }
    return tags
  }
}
