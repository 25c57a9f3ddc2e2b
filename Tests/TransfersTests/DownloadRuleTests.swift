import Testing

@testable import Transfers

@Suite struct DownloadRuleTests {
  static let part = ResumePoint(byteCount: 100, entityTag: "\"a\"")

  @Test(
    arguments: [
      (200, [:], nil, .write(from: 0, total: nil)),
      (200, ["Content-Length": "7"], nil, .write(from: 0, total: 7)),
      (
        200, ["Content-Length": "7", "Transfer-Encoding": "chunked"], nil,
        .write(from: 0, total: nil)
      ),
      (200, ["Content-Length": "7"], part, .write(from: 0, total: 7)),
      (206, ["Content-Range": "bytes 100-199/200"], part, .write(from: 100, total: 200)),
      (
        206, ["Content-Range": "bytes 100-199/*", "ETag": "\"a\""], part,
        .write(from: 100, total: nil)
      ),
      (206, ["Content-Range": "bytes 100-199/200", "ETag": "\"b\""], part, .startOver),
      (206, ["Content-Range": "bytes 90-199/200"], part, .startOver),
      (206, [:], part, .startOver),
      (
        206, ["Content-Range": "bytes 0-9/10"], nil,
        .invalid(
          reason: "a part of the file came although all of it was asked for")
      ),
      (
        416, ["Content-Range": "bytes */100", "ETag": "\"a\""], part,
        .alreadyComplete(byteCount: 100)
      ),
      (416, ["Content-Range": "bytes */100"], part, .startOver),
      (416, ["Content-Range": "bytes */50", "ETag": "\"a\""], part, .startOver),
      (416, [:], nil, .refused),
      (204, [:], nil, .refused), (404, [:], part, .refused), (500, [:], nil, .refused),
      (302, ["Location": "/"], nil, .redirected), (304, [:], part, .refused),
    ] as [(Int, HTTPHeaders, ResumePoint?, DownloadDecision)])
  func `an answer is judged by its header`(
    _ status: Int, _ headers: HTTPHeaders, _ resume: ResumePoint?, _ decision: DownloadDecision
  ) {
    #expect(
      DownloadDecision.judge(status: status, headers: headers, resume: resume) == decision)
  }

  @Test(arguments: [
    "", "bytes", "bytes 1-2", "bytes 2-1/5", "bytes 1-5/5", "items 1-2/5", "bytes -1-2/5",
    "bytes 1-2/x", "bytes 99999999999999999999-2/5", "bytes 1-2-3/9", "bytes +1-2/5",
  ])
  func `a malformed content range is none`(_ text: String) { #expect(ContentRange(text) == nil) }

  private func report(status: Int, redirect: String) -> ExchangeReport {
    var report = ExchangeReport()
    report.status = status
    report.redirectURL = redirect
    report.decision = .redirected
    return report
  }

  @Test(arguments: [
    ("https://cdn.example.com/x", true), ("http://cdn.example.com/x", false),
    ("https://127.0.0.1/x", false), ("https://localhost/", false), ("https://10.1.2.3/", false),
    ("https://192.168.0.1/", false), ("https://169.254.169.254/latest", false),
    ("https://[::1]/", false), ("https://[fe80::1]/", false), ("https://[fd00::1]/", false),
    ("https://[::ffff:10.0.0.1]/", false), ("https://[2606:4700::1111]/", true),
    ("https://me@example.com/", false), ("https://8.8.8.8/", true), ("https://0x7f.1/", false),
  ])
  func `a download from outside stays on public https`(_ target: String, _ isFollowed: Bool) throws
  {
    let url = "https://v3.fal.media/files/a"
    var course = DownloadCourse(url, at: try WebAddress(url), DownloadOptions())
    let step = course.next(after: report(status: 302, redirect: target), jitter: 0)
    if case .attempt = step {
      #expect(isFollowed)
      #expect(course.url == target)
      #expect(course.publicAddressesOnly)
    } else {
      #expect(!isFollowed)
    }
  }

  @Test func `a server that asks for a long wait is not waited for`() throws {
    let url = "https://v3.fal.media/files/a"
    var course = DownloadCourse(url, at: try WebAddress(url), DownloadOptions())
    var busy = ExchangeReport()
    busy.status = 503
    busy.decision = .refused
    busy.headers = ["Retry-After": "3600"]
    guard case .fail(let error) = course.next(after: busy, jitter: 0) else {
      Issue.record("the course went on")
      return
    }
    #expect(error.retryAfter == .seconds(3600))
  }

  @Test func `pauses double up to half a minute and attempts are counted`() throws {
    let url = "https://v3.fal.media/files/a"
    var options = DownloadOptions()
    options.firstPause = .seconds(8)
    options.retryLimit = 4
    var course = DownloadCourse(url, at: try WebAddress(url), options)
    var broken = ExchangeReport()
    broken.failure = TransferError(.aborted, "v3.fal.media: broken.")
    var pauses: [Duration] = []
    while case .attempt(let pause) = course.next(after: broken, jitter: 0.5) {
      pauses.append(pause)
    }
    #expect(pauses == [.seconds(8), .seconds(16), .seconds(30), .seconds(30)])
  }
}
