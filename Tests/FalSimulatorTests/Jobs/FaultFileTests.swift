import FalClient
import Testing

@testable import FalSimulator

struct FaultFileTests {
  @Test(arguments: [
    ("- {at: submit, do: hang-up}", SimulatorFault(.submit, .hangUp)),
    ("- {at: submit, do: hang-up-unread}", SimulatorFault(.submit, .hangUpUnread)),
    (
      "- {at: submit, do: reset-after-work, skip: 2}",
      SimulatorFault(.submit, .resetAfterWork, skipping: 2)
    ),
    ("- {at: status, do: html, times: 3}", SimulatorFault(.status, .refuse(.badGateway), times: 3)),
    ("- {at: submit, do: lock}", SimulatorFault.exhaustedBalance),
    ("- {at: download, do: expire}", SimulatorFault.filesExpired),
    ("- {at: download, cut: 1000}", SimulatorFault.downloadCut(afterBytes: 1000)),
    ("- {at: submit, truncate: 3}", SimulatorFault(.submit, .truncate(toBytes: 3))),
    ("- {at: result, wrong-length: -5}", SimulatorFault(.result, .misstateLength(by: -5))),
    (
      "- {at: status, stall: 0, times: all}",
      SimulatorFault(.status, .stall(afterBytes: 0), times: .max)
    ),
    ("- {at: cancel, delay: 0.5}", SimulatorFault(.cancel, .delay(.milliseconds(500)))),
    (
      "- {at: download, drip: {bytes: 7, seconds: 2}}",
      SimulatorFault(.download, .drip(bytes: 7, every: .seconds(2)))
    ),
    ("- {at: status, logs: labelled}", SimulatorFault(.status, .logs(.labelled), times: .max)),
    ("- {at: webhook, letter: old-timestamp}", SimulatorFault(.webhook, .webhook(.oldTimestamp))),
    (
      "- {at: status, answer: {status: 429, headers: {Retry-After: 7}, body: {detail: later}}}",
      SimulatorFault(
        .status,
        .refuse(
          SimulatedRefusal(
            status: 429, headers: ["Retry-After": "7"], body: #"{"detail":"later"}"#)))
    ),
    (
      "- {at: submit, after-work: true, answer: {status: 500, body: \"12\", type: text/plain}}",
      SimulatorFault(
        .submit,
        .misreport(SimulatedRefusal(status: 500, body: "12", contentType: "text/plain")))
    ),
    (
      "- {at: submit, fail-job: {status: 422, body: {detail: bad}}}",
      SimulatorFault(.submit, .failJob(SimulatedRefusal(status: 422, body: #"{"detail":"bad"}"#)))
    ),
    (
      "- {at: submit, patch: {status_url: 'http://evil/', logs: null}, headers: {ETag: ''}}",
      SimulatorFault(
        .submit,
        .alter(
          AnswerAlteration(
            patch: #"{"logs":null,"status_url":"http://evil/"}"#, headers: ["ETag": ""])))
    ),
  ])
  func `an entry is read`(yaml: String, expected: SimulatorFault) throws {
    #expect(try SimulatorFaults(yaml: yaml).faults == [expected])
  }

  @Test func `events have a style of their own`() throws {
    let faults = try SimulatorFaults(
      yaml: """
        faults:
          - at: stream
            events:
              line-ending: crlf
              comments: true
              split-characters: true
              cut-after: 2
        """)
    var style = EventStyle()
    style.lineEnding = .crlf
    style.hasComments = true
    style.splitsCharacters = true
    style.cutAfter = 2
    #expect(faults == [SimulatorFault(.stream, .stream(style))])
  }

  @Test func `JSON will do, and nothing is no fault`() throws {
    #expect(
      try SimulatorFaults(yaml: #"{"faults":[{"at":"keys","do":"reset"}]}"#)
        == [SimulatorFault(.keys, .reset)])
    #expect(try SimulatorFaults(yaml: "").faults.isEmpty)
  }

  @Test(arguments: [
    ("at: [", "not YAML"), ("just words", "must be a list"), ("- 7", "fault 1: a fault must be"),
    ("- {do: hang-up}", "\"at\" is missing"), ("- {at: nowhere, do: reset}", "no step \"nowhere\""),
    ("- {at: submit}", "does not say what"), ("- {at: submit, do: sing}", "no effect \"sing\""),
    ("- {at: submit, do: reset, colour: red}", "several effects"),
    ("- {at: submit, colour: red}", "no \"colour\""),
    ("- {at: submit, cut: much}", "\"cut\" must be a whole number"),
    ("- {at: submit, delay: -1}", "\"delay\" must be seconds"),
    ("- {at: submit, do: reset, times: often}", "\"times\" must be"),
    ("- {at: submit, answer: {status: 99}}", "\"status\" from 200 to 999"),
    ("- {at: submit, answer: {status: 500, tone: low}}", "no \"tone\""),
    ("- {at: webhook, letter: love}", "\"letter\" must be one of"),
    ("- {at: stream, events: {line-ending: lfcr}}", "must be lf, crlf or cr"),
    ("- {at: submit, cut: 1}\n- {at: submit, cut: 1, stall: 2}", "fault 2: it asks for several"),
  ])
  func `a mistake is named`(yaml: String, sentence: String) {
    let error = #expect(throws: SimulatorError.self) { try SimulatorFaults(yaml: yaml) }
    #expect(error?.code == .badFaults)
    #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
  }

  @Test func `a merge patch changes, adds and removes`() {
    let document: JSONValue = ["a": ["b": 1, "c": 2], "d": [1, 2], "e": "x"]
    #expect(
      document.merging(["a": ["b": .null, "f": 3], "d": "flat", "e": .null])
        == ["a": ["c": 2, "f": 3], "d": "flat"])
  }
}
