/// Numbers of several bytes, read only where there are enough bytes.
extension ArraySlice<UInt8> {
  /// The unsigned number of a width at an offset from the slice's beginning; nil outside of it.
  func number(at offset: Int, bytes width: Int, isLittleEndian: Bool) -> Int? {
    guard offset >= 0, width <= 4, offset <= count - width else { return nil }
    let part = self[(startIndex + offset)..<(startIndex + offset + width)]
    return isLittleEndian
      ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
  }
}
