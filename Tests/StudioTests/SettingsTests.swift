import Studio
import Testing

struct DollarsTests {
  @Test(
    arguments: [
      ("5", 5_000_000), ("5.00", 5_000_000), ("$0.102", 102_000), ("0.000001", 1), ("0", 0),
      ("0.1234567", nil), ("5,00", nil), ("-1", nil), ("", nil), ("$", nil), ("1.", nil),
      (".5", nil),
      ("1.2.3", nil), ("1e3", nil), ("٣", nil), ("99999999999", nil), ("5 ", nil), ("nan", nil),
    ] as [(String, Int?)])
  func `a sum is read exactly or not at all`(text: String, microdollars: Int?) {
    #expect(Dollars.microdollars(text) == microdollars)
  }
}

struct StudioSettingsTests {
  private static func read(_ text: String) throws -> StudioSettings {
    try StudioSettings(parsing: Array(text.utf8), file: "config.yaml")
  }

  @Test func `limits are read`() throws {
    let settings = try Self.read("budget:\n  daily: 10.50\n  project: $40\n")
    #expect(settings.budget == Budget(daily: 10_500_000, project: 40_000_000))
    #expect(try Self.read("budget:\n  daily: 0\n").budget == Budget(daily: 0))
  }

  @Test(arguments: ["", "\n\n", "# nothing yet\n  # budget:\n"])
  func `a file that says nothing sets nothing`(text: String) throws {
    #expect(try Self.read(text).budget == .unlimited)
  }

  @Test(arguments: [
    (
      "budget:\n  dayly: 5\n",
      "config.yaml:2:3: unknown key 'dayly' in the budget; did you mean 'daily'?"
    ),
    (
      "budget:\n  daily: ten\n",
      "config.yaml:2:10: 'daily' must be a sum in US dollars such as 5.00, not 'ten'"
    ),
    (
      "budget:\n  daily: -5\n",
      "config.yaml:2:10: 'daily' must be a sum in US dollars such as 5.00, not '-5'"
    ),
    (
      "budget:\n  daily:\n",
      "config.yaml:2:9: 'daily' must be a sum in US dollars such as 5.00, not nothing"
    ),
    ("limits: 5\n", "config.yaml:1:1: unknown key 'limits' in the configuration; it takes budget"),
    (
      "budget: 5\n",
      "config.yaml:1:9: the budget must be a mapping with keys like 'daily', not a single value"
    ),
  ])
  func `a mistake is told with its line, for money hangs on it`(text: String, sentence: String) {
    let error = #expect(throws: StudioError.self) { try Self.read(text) }
    #expect(error?.code == .configuration)
    #expect(error?.description == sentence)
  }
}

struct ConcurrencyPolicyTests {
  /// Seconds in the queue and at work of requests, one after another; the width after each.
  @Test(
    arguments: [
      // A runner was free each time: one more after as many prompt ones as are allowed at once.
      ([(0, 60), (1, 60), (0, 60), (2, 60), (3, 60), (0, 60)], [2, 3, 3, 3, 4, 4]),
      // They queue longer than they run: they wait for one another.
      ([(90, 60), (90, 60), (90, 60)], [1, 1, 1]),
      // Something between shows nothing, and prompt ones count from the start again.
      ([(0, 60), (30, 60), (0, 60), (0, 60)], [2, 2, 2, 3]),
      // Short runs: three seconds are no queue.
      ([(2, 1), (3, 1)], [2, 3]),
      // Grown, then too many.
      ([(0, 60), (0, 60), (90, 60), (0, 60), (0, 60)], [2, 3, 2, 2, 3]),
    ] as [([(Double, Double)], [Int])])
  func `the number grows while requests start at once and shrinks while they queue`(
    jobs: [(Double, Double)], widths: [Int]
  ) {
    var policy = ConcurrencyPolicy()
    #expect(policy.width == 2)
    let found = jobs.map { queue, run in
      policy.saw(queueSeconds: queue, runSeconds: run, wasFull: true)
      return policy.width
    }
    #expect(found == widths)
  }

  @Test func `haste shows nothing while nobody competes`() {
    var policy = ConcurrencyPolicy()
    for _ in 0..<9 { policy.saw(queueSeconds: 0, runSeconds: 60, wasFull: false) }
    #expect(policy.width == 2)
  }

  @Test func `a number that is given is kept, within what an account may have`() {
    var policy = ConcurrencyPolicy(fixedAt: 5)
    for _ in 0..<20 { policy.saw(queueSeconds: 0, runSeconds: 60, wasFull: true) }
    policy.saw(queueSeconds: 999, runSeconds: 1, wasFull: true)
    #expect(policy.width == 5)
    #expect(ConcurrencyPolicy(fixedAt: 100).width == 40)
    #expect(ConcurrencyPolicy(fixedAt: 0).width == 1)
    var learner = ConcurrencyPolicy()
    for _ in 0..<2000 { learner.saw(queueSeconds: 0, runSeconds: 60, wasFull: true) }
    #expect(learner.width == 40)
    learner.saw(queueSeconds: nil, runSeconds: 1, wasFull: true)
    #expect(learner.width == 40)
  }
}
