internal import FoundationEssentials

/// The cores that work can be shared out over.
package enum ActiveProcessors {
  package static let count = max(1, min(16, ProcessInfo.processInfo.activeProcessorCount))
}
