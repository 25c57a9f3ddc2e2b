#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The cores that work can be shared out over.
package enum ActiveProcessors {
  package static let count = max(1, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
}
