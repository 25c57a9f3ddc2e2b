import Foundation
import Testing

@testable import Studio

struct JobStateTests {
  /// Every move there is; what is not here must be impossible.
  private static let moves: [JobState: [JobEvent: JobState]] = [
    .intended: [
      .submissionBegins: .submitting, .notTaken: .refused, .jobCancelled: .cancelled,
      .ownerLeft: .intended,
    ],
    .submitting: [
      .ticketArrived: .submitted, .notTaken: .refused, .outcomeUnknown: .ambiguous,
      .ownerLeft: .ambiguous,
    ],
    .ambiguous: [
      .ticketArrived: .submitted, .notTaken: .refused, .outcomeUnknown: .ambiguous,
      .resolvedAsSubmitted: .submitted, .resolvedAsNotSent: .refused, .ownerLeft: .ambiguous,
    ],
    .submitted: [
      .workSeen: .running, .resultArrived: .completed, .jobFailed: .failed,
      .jobCancelled: .cancelled, .resultLost: .expired, .ownerLeft: .submitted,
    ],
    .running: [
      .workSeen: .running, .resultArrived: .completed, .jobFailed: .failed,
      .jobCancelled: .cancelled, .resultLost: .expired, .ownerLeft: .running,
    ],
    .completed: [
      .resultArrived: .completed, .clipDownloaded: .downloaded, .clipStored: .stored,
      .jobFailed: .failed, .jobCancelled: .cancelled, .resultLost: .expired, .ownerLeft: .completed,
      .givenUp: .failed,
    ],
    .downloaded: [
      .resultArrived: .completed, .clipDownloaded: .downloaded, .clipStored: .stored,
      .jobFailed: .failed, .resultLost: .expired, .ownerLeft: .downloaded, .givenUp: .failed,
    ],
    .stored: [
      .clipStored: .stored, .resultArrived: .completed, .resultLost: .expired, .givenUp: .failed,
    ],
    .expired: [
      .resultArrived: .completed, .resultLost: .expired, .resolvedAsSubmitted: .submitted,
      .givenUp: .failed,
    ],
    .failed: [:], .cancelled: [:], .refused: [:],
  ]

  @Test(arguments: JobState.allCases, JobEvent.allCases)
  func `a state is left only by what can happen in it`(state: JobState, event: JobEvent) {
    #expect(state.after(event) == Self.moves[state]?[event])
  }

  @Test(arguments: JobState.allCases)
  func `an unknown outcome is never sent again by itself`(state: JobState) {
    #expect(JobState.ambiguous.after(.submissionBegins, costsNothing: true) == nil)
    // Only from `intended` does a request leave.
    let leaves = state.after(.submissionBegins) != nil
    #expect(leaves == (state == .intended))
  }

  @Test func `nobody has to find out what became of a request to a simulator that has ended`() {
    #expect(JobState.submitting.after(.ownerLeft, costsNothing: true) == .failed)
    #expect(JobState.ambiguous.after(.ownerLeft, costsNothing: true) == .failed)
  }

  @Test func `what may be billed counts as spent until the service says otherwise`() {
    #expect(JobState.allCases.filter { !$0.mayCost } == [.intended, .refused])
  }
}

struct ClaimDecisionTests {
  private static func job(
    _ id: Int64, _ state: JobState, simulated: Bool = false, held: Bool = false
  ) -> Job {
    var identity = TakeKeyTests.identity
    identity.simulated = simulated
    return Job(
      id: id, takeKey: identity.key,
      order: JobOrder(identity: identity, priceMicrodollars: 1, outputPath: "/clip.mp4"),
      state: state, ticket: nil, owner: ProcessIdentity(pid: held ? 1 : 2, start: nil),
      createdAt: .distantPast, updatedAt: .distantPast, error: nil, billableUnits: nil, clip: nil)
  }

  private static func decision(_ jobs: [Job], clips: Set<Int64> = []) -> ClaimDecision {
    .deciding(
      jobs: jobs, isHeld: { $0.owner.pid == 1 }, costsNothing: { $0.isSimulated },
      clipIsThere: { clips.contains($0.id) })
  }

  @Test(arguments: JobState.allCases)
  func `one job decides by its state and by its owner`(state: JobState) {
    let (left, held) = (Self.job(1, state), Self.job(1, state, held: true))
    switch state {
    case .intended:
      #expect(Self.decision([left]) == .takeOver(left))
      #expect(Self.decision([held]) == .busy(held))
    case .submitting:
      #expect(Self.decision([left]) == .ownerLeft(left))
      #expect(Self.decision([held]) == .busy(held))
    case .submitted, .running, .completed, .downloaded:
      #expect(Self.decision([left]) == .resume(left))
      #expect(Self.decision([held]) == .busy(held))
    case .ambiguous:
      #expect(Self.decision([left]) == .ambiguous(left))
      #expect(Self.decision([held]) == .ambiguous(held))
    case .stored:
      #expect(Self.decision([left], clips: [1]) == .alreadyDone(left))
      #expect(Self.decision([left]) == .lost(left))
      let rehearsal = Self.job(1, state, simulated: true)
      #expect(Self.decision([rehearsal]) == .makeNew(replacing: rehearsal))
    case .expired:
      // Paid for once, and not paid for again by itself.
      #expect(Self.decision([left]) == .lost(left))
      #expect(Self.decision([Self.job(1, state, simulated: true)]) == .makeNew(replacing: nil))
    case .failed, .cancelled, .refused:
      #expect(Self.decision([left]) == .makeNew(replacing: nil))
    }
  }

  @Test(arguments: [false, true])
  func `an unknown outcome stops everything, unless it cost nothing`(held: Bool) {
    let unknown = Self.job(2, .ambiguous, held: held)
    let done = Self.job(1, .stored)
    #expect(Self.decision([done, unknown], clips: [1]) == .ambiguous(unknown))
    let simulated = Self.job(2, .ambiguous, simulated: true, held: held)
    #expect(Self.decision([simulated]) == .ownerLeft(simulated))
  }

  @Test func `a job in flight comes before a clip, and a clip before a new job`() {
    let (lost, there, failed) = (Self.job(1, .stored), Self.job(2, .stored), Self.job(3, .failed))
    let flying = Self.job(4, .submitted)
    #expect(Self.decision([lost, there, failed, flying], clips: [2]) == .resume(flying))
    #expect(Self.decision([lost, there, failed], clips: [2]) == .alreadyDone(there))
    #expect(Self.decision([lost, there, failed], clips: [1]) == .alreadyDone(lost))
    #expect(Self.decision([lost, there, failed]) == .lost(there))
  }
}

struct LeaseTests {
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  /// Where the owner runs, seconds its lease has left, whether its number is in use; who holds it.
  @Test(
    arguments: [
      ("here", 30.0, true, true),
      // Killed: its number tells at once, whatever it had promised.
      ("here", 30.0, false, false),
      // Hung: its number is in use, and it has been silent for too long.
      ("here", -1.0, true, false),
      // In another container, numbers mean nothing; only the lease counts.
      ("there", 30.0, false, true), ("there", 30.0, true, true), ("there", -1.0, true, false),
      // A clock that was set back by a year does not lock the job for a year.
      ("here", 31_536_000.0, true, false), ("there", 31_536_000.0, true, false),
      // Ledgers of the first version: numbers only.
      (nil, nil, true, true), (nil, nil, false, false), ("there", nil, true, false),
    ] as [(String?, Double?, Bool, Bool)])
  func `silence ends a lease, and so does death`(
    place: String?, secondsLeft: Double?, isAlive: Bool, isHeld: Bool
  ) {
    let held = Lease.isHeld(
      by: ProcessIdentity(pid: 7, start: "s", place: place),
      until: secondsLeft.map { Self.now.addingTimeInterval($0) }, now: Self.now, place: "here",
      isAlive: { _ in isAlive })
    #expect(held == isHeld)
  }
}

struct BudgetTests {
  /// Limits for run, day, project; spent of each; price; what is missing, by which limit.
  @Test(
    arguments: [
      ([nil, nil, nil], [900, 900, 900], 100, nil),
      ([1000, nil, nil], [900, 0, 0], 100, nil),
      ([1000, nil, nil], [901, 0, 0], 100, 1),
      ([nil, 1000, nil], [5000, 950, 0], 100, 50),
      ([nil, nil, 1000], [0, 0, 1000], 100, 100),
      // The limit that is missed by most is the one to tell.
      ([1000, 1000, 1000], [910, 990, 950], 100, 90),
      ([0, nil, nil], [0, 0, 0], 1, 1), ([0, nil, nil], [0, 0, 0], 0, nil),
    ] as [([Int?], [Int], Int, Int?)])
  func `a price must fit into every limit`(
    limits: [Int?], spent: [Int], price: Int, missing: Int?
  ) {
    let budget = Budget(run: limits[0], daily: limits[1], project: limits[2])
    let spending = Budget.Spending(run: spent[0], daily: spent[1], project: spent[2])
    let shortfall = budget.shortfall(price: price, after: spending, isSimulated: false)
    #expect(shortfall?.missing == missing)
  }

  @Test func `a rehearsal counts against its own run only`() {
    let spending = Budget.Spending(run: 900, daily: 900, project: 900)
    let long = Budget(daily: 1000, project: 1000)
    #expect(long.shortfall(price: 200, after: spending, isSimulated: true) == nil)
    let run = Budget(run: 1000)
    #expect(run.shortfall(price: 200, after: spending, isSimulated: true)?.missing == 100)
  }

  @Test func `a refusal names the sum that is missing`() {
    let shortfall = Budget(daily: 1_000_000).shortfall(
      price: 102_000, after: Budget.Spending(daily: 950_000), isSimulated: false)
    #expect(
      shortfall?.description
        == "$0.102 is wanted, but $0.95 of the daily limit of $1.00 are spent; $0.052 is missing")
  }
}

struct ProcessIdentityTests {
  @Test func `this process is alive`() {
    #expect(ProcessIdentity.current.isAlive)
    #expect(ProcessIdentity.current == ProcessIdentity.current)
  }

  @Test func `an ended process is dead, even when its number was given to another`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exit 0"]
    try process.run()
    let pid = process.processIdentifier
    process.waitUntilExit()
    #expect(!ProcessIdentity(pid: pid, start: nil).isAlive)
    #expect(!ProcessIdentity(pid: pid, start: "0").isAlive)
    let me = ProcessIdentity.current
    #if os(Linux)
      #expect(!ProcessIdentity(pid: me.pid, start: "00000000-1").isAlive)
    #endif
    #expect(ProcessIdentity(pid: me.pid, start: nil).isAlive)
  }

  @Test(arguments: [0, -1, Int32.max]) func `odd numbers are nobody`(pid: Int32) {
    #expect(!ProcessIdentity(pid: pid, start: nil).isAlive)
    #expect(!ProcessIdentity(pid: pid, start: "x").isAlive)
  }
}

struct RedactionTests {
  @Test(arguments: [
    ("https://queue.fal.run/a/b", "https://queue.fal.run/a/b"),
    ("https://v3.fal.media/f.mp4?X-Sig=abc&e=1", "https://v3.fal.media/f.mp4"),
    ("https://v3.fal.media/f.mp4#t=1", "https://v3.fal.media/f.mp4"),
    ("https://user:word@host/p", "https://host/p"), ("https://host/p@x", "https://host/p@x"),
    ("", ""),
  ])
  func `an address loses what may be a secret`(url: String, kept: String) {
    #expect(Redaction.withoutQuery(url) == kept)
  }

  @Test(arguments: [
    ("what? nothing", "what? nothing"),
    ("GET https://a/b?sig=1 failed (https://c/d?k=2)!", "GET https://a/b failed (https://c/d)!"),
    ("is \"https://a/b?x=1\"?", "is \"https://a/b\"?"),
  ])
  func `a sentence loses them too`(sentence: String, kept: String) {
    #expect(Redaction.sentence(sentence) == kept)
  }
}

struct StudioHomeTests {
  @Test(arguments: [
    (["HAILUO_STUDIO_HOME": "/x", "HOME": "/h"], "/x/ledger.sqlite"),
    (["XDG_DATA_HOME": "/d", "HOME": "/h"], "/d/hailuo-studio/ledger.sqlite"),
    (["XDG_DATA_HOME": "d", "HOME": "/h"], "/h/.local/share/hailuo-studio/ledger.sqlite"),
    (["HAILUO_STUDIO_HOME": "", "HOME": "/h"], "/h/.local/share/hailuo-studio/ledger.sqlite"),
  ])
  func `the environment says where things are kept`(environment: [String: String], path: String)
    throws
  {
    #expect(try StudioHome(environment: environment).ledgerPath == path)
  }

  @Test func `no home at all is told`() {
    let error = #expect(throws: StudioError.self) { try StudioHome(environment: [:]) }
    #expect(error?.code == .configuration)
  }
}
