import Foundation
import Testing

@testable import Studio

struct JobStateTests {
  /// Every move there is; what is not here must be impossible.
  private static let moves: [JobState: [JobEvent: JobState]] = [
    .preparing: [.submissionBegins: .submitting, .notTaken: .refused, .ownerDied: .preparing],
    .submitting: [
      .ticketArrived: .submitted, .notTaken: .refused, .outcomeUnknown: .ambiguous,
      .ownerDied: .ambiguous,
    ],
    .submitted: [.clipStored: .completed, .jobFailed: .failed, .ownerDied: .submitted],
    .ambiguous: [
      .ticketArrived: .submitted, .notTaken: .refused, .outcomeUnknown: .ambiguous,
      .resolvedAsSubmitted: .submitted, .resolvedAsNotSent: .refused, .ownerDied: .ambiguous,
    ],
    .completed: [.clipStored: .completed],
    .failed: [:],
    .refused: [:],
  ]

  @Test(arguments: JobState.allCases, JobEvent.allCases)
  func `a state is left only by what can happen in it`(state: JobState, event: JobEvent) {
    #expect(state.after(event, simulated: false) == Self.moves[state]?[event])
  }

  @Test(arguments: JobState.allCases)
  func `an unknown outcome is never sent again by itself`(state: JobState) {
    #expect(JobState.ambiguous.after(.submissionBegins, simulated: true) == nil)
    // Only from `preparing` does a request leave.
    let leaves = state.after(.submissionBegins, simulated: false) != nil
    #expect(leaves == (state == .preparing))
  }

  @Test func `the death of a simulation's owner settles it`() {
    #expect(JobState.submitting.after(.ownerDied, simulated: true) == .failed)
    #expect(JobState.ambiguous.after(.ownerDied, simulated: true) == .failed)
  }
}

struct ClaimDecisionTests {
  private static func job(
    _ id: Int64, _ state: JobState, simulated: Bool = false, alive: Bool = false
  ) -> Job {
    var identity = TakeKeyTests.identity
    identity.simulated = simulated
    return Job(
      id: id, takeKey: identity.key,
      order: JobOrder(identity: identity, priceMicrodollars: 1, outputPath: "/clip.mp4"),
      state: state, ticket: nil, owner: ProcessIdentity(pid: alive ? 1 : 2, start: nil),
      createdAt: .distantPast, updatedAt: .distantPast, error: nil, billableUnits: nil, clip: nil)
  }

  private static func decision(_ jobs: [Job], clips: Set<Int64> = []) -> ClaimDecision {
    .deciding(jobs: jobs, isAlive: { $0.pid == 1 }, clipIsThere: { clips.contains($0.id) })
  }

  @Test func `one job decides by its state and by its owner`() {
    let job = Self.job
    #expect(Self.decision([]) == .makeNew(replacing: nil))
    for simulated in [false, true] {
      let (dead, alive) = (
        { (state: JobState) in job(1, state, simulated, false) },
        { (state: JobState) in job(1, state, simulated, true) }
      )
      #expect(Self.decision([dead(.preparing)]) == .takeOver(dead(.preparing)))
      #expect(Self.decision([alive(.preparing)]) == .busy(alive(.preparing)))
      #expect(Self.decision([dead(.submitting)]) == .ownerDied(dead(.submitting)))
      #expect(Self.decision([alive(.submitting)]) == .busy(alive(.submitting)))
      #expect(Self.decision([dead(.submitted)]) == .resume(dead(.submitted)))
      #expect(Self.decision([alive(.submitted)]) == .resume(alive(.submitted)))
      #expect(Self.decision([dead(.failed)]) == .makeNew(replacing: nil))
      #expect(Self.decision([dead(.refused)]) == .makeNew(replacing: nil))
      #expect(Self.decision([dead(.completed)], clips: [1]) == .alreadyDone(dead(.completed)))
      #expect(Self.decision([dead(.completed)]) == .makeNew(replacing: dead(.completed)))
    }
  }

  @Test(arguments: [false, true])
  func `an unknown outcome stops everything, unless it was only simulated`(alive: Bool) {
    let unknown = Self.job(2, .ambiguous, alive: alive)
    #expect(Self.decision([unknown]) == .ambiguous(unknown))
    let done = Self.job(1, .completed)
    #expect(Self.decision([done, unknown], clips: [1]) == .ambiguous(unknown))
    let simulated = Self.job(2, .ambiguous, simulated: true, alive: alive)
    #expect(Self.decision([simulated]) == .ownerDied(simulated))
  }

  @Test func `a job in flight comes before a clip, and a clip before a new job`() {
    let (lost, there, failed) = (
      Self.job(1, .completed), Self.job(2, .completed), Self.job(3, .failed)
    )
    let flying = Self.job(4, .submitted)
    #expect(Self.decision([lost, there, failed, flying], clips: [2]) == .resume(flying))
    #expect(Self.decision([lost, there, failed], clips: [2]) == .alreadyDone(there))
    #expect(Self.decision([lost, there, failed], clips: [1]) == .alreadyDone(lost))
    #expect(Self.decision([lost, there, failed]) == .makeNew(replacing: there))
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
