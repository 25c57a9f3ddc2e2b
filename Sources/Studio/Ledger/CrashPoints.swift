internal import FoundationEssentials
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Named places at which a test may end the process, to see that nothing is lost or paid twice.
///
/// In release builds there are none. The names are those of transactions (`ledger.submit`), of
/// exchanges (`http.post`) and of files (`file.clip`), each with `.before` and `.after`.
public struct CrashPoints: Sendable {
  private let reached: @Sendable (_ name: String) -> Void

  /// No place ends anything.
  public static let none = CrashPoints { _ in }

  /// Hears the name of each place that is passed.
  public init(_ reached: @escaping @Sendable (_ name: String) -> Void) { self.reached = reached }

  /// Says that a place was reached; does not return when it is the one to end at.
  public func pass(_ name: String) { reached(name) }
}

extension CrashPoints {
  /// The environment's name for the place to end at: `ledger.submit.after`, or `http.get.after#3`
  /// for the third time it is passed.
  public static let variable = "HAILUO_STUDIO_CRASH_AT"
  /// The environment's name for a file that every place passed is written into.
  public static let listVariable = "HAILUO_STUDIO_CRASH_LIST"

  /// The places an environment names, in debug builds only.
  public init(environment: [String: String]) {
    #if DEBUG
      let target = environment[Self.variable]
      let list = environment[Self.listVariable]
      guard target != nil || list != nil else {
        self = .none
        return
      }
      let counts = Counts()
      self.init { name in
        let place = counts.next(name, listedIn: list)
        if place == target || (place == "\(name)#1" && name == target) {
          kill(getpid(), SIGKILL)
        }
      }
    #else
      self = .none
    #endif
  }

  #if DEBUG
    /// How often each place was passed.
    private final class Counts: Sendable {
      private let seen = Mutex<[String: Int]>([:])

      func next(_ name: String, listedIn list: String?) -> String {
        seen.withLock { seen in
          seen[name, default: 0] += 1
          let place = "\(name)#\(seen[name] ?? 0)"
          if let list {
            let before = FileManager.default.contents(atPath: list) ?? Data()
            _ = FileManager.default.createFile(
              atPath: list, contents: before + Data("\(place)\n".utf8))
          }
          return place
        }
      }
    }
  #endif
}
