import FalClient
import FalSimulator
import Footage
import Hailuo
import Outputs
import Raster
import Stills
import Studio

/// What the program answers the shell; the numbers follow sysexits.h where there is one.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  /// A bad input file, or bad data in it.
  case badInput = 2
  case usage = 64
  case unavailable = 69
  case internalFault = 70
  /// Trying again later may work.
  case temporary = 75
  case noPermission = 77
  case configuration = 78
  case overBudget = 79
  /// Nobody knows whether something was paid for; a person must look.
  case outcomeUnknown = 80
  case interrupted = 130

  /// The status for any error a command throws.
  init(for error: any Error) {
    switch error {
    case is CancellationError: self = .interrupted
    case let error as CommandFailure: self = error.status
    case let error as OutputError:
      self = Self.status(of: error.code)
    case let error as StillError: self = error.code == .failed ? .internalFault : .badInput
    case is RasterError: self = .badInput
    case let error as FootageError: self = Self.status(of: error.code)
    case let error as StudioError: self = Self.status(of: error.code)
    case let error as FalError: self = Self.status(of: error.code)
    case let error as HailuoError: self = error.code == .violations ? .badInput : .unavailable
    case is SimulatorError: self = .unavailable
    default: self = .internalFault
    }
  }

  private static func status(of code: OutputError.Code) -> ExitStatus {
    switch code {
    case .missing, .forbidden: .badInput
    case .ingredient: .usage
    default: .failed
    }
  }

  private static func status(of code: FootageError.Code) -> ExitStatus {
    switch code {
    case .missing, .forbidden, .damaged, .noVideo, .unsupported: .badInput
    case .invalidRequest: .usage
    case .unproven: .internalFault
    default: .failed
    }
  }

  private static func status(of code: StudioError.Code) -> ExitStatus {
    switch code {
    case .missing, .unreadable, .storyboard, .preset, .record: .badInput
    case .unknownPreset: .usage
    case .configuration, .ledgerDamaged, .ledgerUnavailable: .configuration
    case .ledgerBusy, .takeBusy, .notOwner: .temporary
    case .takeAmbiguous: .outcomeUnknown
    case .overBudget: .overBudget
    case .unknownJob: .badInput
    // Asked for what cannot be done with the job as it stands.
    case .jobState: .failed
    default: .failed
    }
  }

  private static func status(of code: FalError.Code) -> ExitStatus {
    switch code {
    case .keyMissing, .keyRefused: .noPermission
    case .ambiguous: .outcomeUnknown
    case .configuration: .configuration
    case .invalidInput: .badInput
    case .temporary, .timedOut, .notFinished: .temporary
    case .jobFailed, .cancelled, .file, .expired: .failed
    default: .unavailable
    }
  }
}

/// A command's own complaint.
struct CommandFailure: Error, CustomStringConvertible {
  let status: ExitStatus
  let description: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    description = sentence
  }
}
