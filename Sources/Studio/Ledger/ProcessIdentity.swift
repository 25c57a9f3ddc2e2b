internal import FoundationEssentials

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One run of one process: its number alone is given to others later.
public struct ProcessIdentity: Hashable, Sendable, Codable {
  /// The number of the process.
  public let pid: Int32
  /// When it was started, in a form that only serves to be compared; `nil` where none can be had.
  public let start: String?
  /// Where its number means something: this boot of this computer, this container; `nil` if unknown.
  public let place: String?

  /// A process by number, start and place.
  public init(pid: Int32, start: String?, place: String? = nil) {
    self.pid = pid
    self.start = start
    self.place = place
  }

  /// This process.
  public static var current: ProcessIdentity {
    let pid = ProcessInfo.processInfo.processIdentifier
    return ProcessIdentity(pid: pid, start: start(of: pid), place: here)
  }

  /// Where this process runs: the boot and the process namespace on Linux.
  ///
  /// Source: proc(5), `/proc/sys/kernel/random/boot_id`; namespaces(7), `/proc/self/ns/pid`.
  static let here: String? = {
    guard let boot = text(of: "/proc/sys/kernel/random/boot_id")?.prefix(8) else { return nil }
    do {
      let namespace = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/ns/pid")
      return "\(boot)-\(namespace)"
    } catch {
      return nil
    }
  }()

  /// Whether this very run of the process is still going on; a zombie is not.
  ///
  /// Without a start time on either side the number alone has to do.
  public var isAlive: Bool {
    guard pid > 0 else { return false }
    if let start, let now = Self.status(of: pid) { return now.start == start && !now.isZombie }
    if start != nil, Self.status(of: ProcessInfo.processInfo.processIdentifier) != nil {
      // The system tells start times, and knows no such process.
      return false
    }
    return kill(pid, 0) == 0 || errno == EPERM
  }

  private struct Status {
    let start: String
    let isZombie: Bool
  }

  private static func start(of pid: Int32) -> String? { status(of: pid)?.start }

  /// What Linux tells about a process: its state, and its start in clock ticks after the boot.
  ///
  /// Source: proc(5), `/proc/pid/stat`, fields 3 and 22; the second field may contain blanks and
  /// brackets, so counting begins after the last closing one.
  private static func status(of pid: Int32) -> Status? {
    guard let stat = text(of: "/proc/\(pid)/stat"), let end = stat.lastIndex(of: ")") else {
      return nil
    }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    guard fields.count > 19 else { return nil }
    // Ticks begin anew with each boot.
    let boot = text(of: "/proc/sys/kernel/random/boot_id")?.prefix(8) ?? ""
    return Status(start: "\(boot)-\(fields[19])", isZombie: fields[0] == "Z" || fields[0] == "X")
  }

  private static func text(of path: String) -> String? {
    // No such file means no such process, which is an answer and not an error.
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
