package import Testing

/// Something a test cannot do without was nil.
package struct MissingValue: Error {}

/// `#require` for values that cannot be copied.
package func required<Value: ~Copyable>(
  _ value: consuming Value?, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Value {
  guard let value else {
    Issue.record("there is none", sourceLocation: sourceLocation)
    throw MissingValue()
  }
  return value
}
