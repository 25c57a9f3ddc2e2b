internal import CCurl

/// One libcurl easy handle: one option per method, and everything libcurl does not copy kept alive.
///
/// Option names and meanings: https://curl.se/libcurl/c/easy_setopt_options.html
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  // curl_easy_setopt(3): the header list is not copied and must outlive the transfer.
  private var headerList: UnsafeMutablePointer<curl_slist>?

  init() throws(TransferError) {
    guard CurlLibrary.isReady, let pointer = curl_easy_init() else {
      throw TransferError(.unavailable, nothingWasSent: true, "libcurl could not be started.")
    }
    self.pointer = pointer
  }

  deinit {
    curl_easy_cleanup(pointer)
    curl_slist_free_all(headerList)
  }

  // MARK: Where to

  func setURL(_ url: String) throws(TransferError) { try set(CURLOPT_URL, url) }

  func allowOnlyHTTP() throws(TransferError) {
    try check(hs_allow_only_http(pointer))
    try set(CURLOPT_FOLLOWLOCATION, 0)
  }

  /// Ignores the proxy variables of the environment.
  func connectDirectly() throws(TransferError) { try set(CURLOPT_PROXY, "") }

  func setMethod(_ method: HTTPMethod) throws(TransferError) {
    if method == .head {
      try set(CURLOPT_NOBODY, 1)
    } else if method != .get {
      try set(CURLOPT_CUSTOMREQUEST, method.rawValue)
    }
  }

  /// Replaces the header lines; a value that is empty is sent as an empty value.
  func setHeaders(_ lines: [String]) throws(TransferError) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw TransferError(.unavailable, nothingWasSent: true, "libcurl ran out of memory.")
      }
      list = longer
    }
    let old = headerList
    headerList = list
    try check(hs_set_list(pointer, CURLOPT_HTTPHEADER, list))
    curl_slist_free_all(old)
  }

  func setUserAgent(_ name: String) throws(TransferError) { try set(CURLOPT_USERAGENT, name) }

  /// Asks for every compression libcurl can undo, and undoes it.
  func acceptCompression() throws(TransferError) { try set(CURLOPT_ACCEPT_ENCODING, "") }

  func leaveOutConnectHeaders() throws(TransferError) {
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  // MARK: How

  /// Keeps libcurl from using signals, which do not go together with threads.
  func avoidSignals() throws(TransferError) { try set(CURLOPT_NOSIGNAL, 1) }

  func setConnectTimeout(_ limit: Duration) throws(TransferError) {
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, limit.wholeMilliseconds))
  }

  func setTimeout(_ limit: Duration) throws(TransferError) {
    try set(CURLOPT_TIMEOUT_MS, max(1, limit.wholeMilliseconds))
  }

  func setStallLimit(_ limit: Duration, bytesPerSecond: Int) throws(TransferError) {
    try set(CURLOPT_LOW_SPEED_LIMIT, bytesPerSecond)
    try set(CURLOPT_LOW_SPEED_TIME, max(1, limit.wholeMilliseconds / 1000))
  }

  /// A connection made for this transfer and closed after it.
  ///
  /// HTTP/1.1, so that no other transfer can share it as a stream.
  func useOwnConnection() throws(TransferError) {
    try set(CURLOPT_FRESH_CONNECT, 1)
    try set(CURLOPT_FORBID_REUSE, 1)
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
  }

  // MARK: Body

  func sendBody(method: HTTPMethod, byteCount: Int64) throws(TransferError) {
    if method == .post {
      try set(CURLOPT_POST, 1)
      try check(hs_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(byteCount)))
    } else {
      try set(CURLOPT_UPLOAD, 1)
      try check(hs_set_size(pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(byteCount)))
    }
  }

  // MARK: Callbacks; the context must outlive the transfer

  func onBody(_ callback: hs_bytes_callback, _ context: UnsafeMutableRawPointer)
    throws(TransferError)
  {
    try check(hs_set_bytes_callback(pointer, CURLOPT_WRITEFUNCTION, callback))
    try check(hs_set_pointer(pointer, CURLOPT_WRITEDATA, context))
  }

  func onHeader(_ callback: hs_bytes_callback, _ context: UnsafeMutableRawPointer)
    throws(TransferError)
  {
    try check(hs_set_bytes_callback(pointer, CURLOPT_HEADERFUNCTION, callback))
    try check(hs_set_pointer(pointer, CURLOPT_HEADERDATA, context))
  }

  func readBody(
    _ read: hs_bytes_callback, rewind: hs_seek_callback, _ context: UnsafeMutableRawPointer
  ) throws(TransferError) {
    try check(hs_set_bytes_callback(pointer, CURLOPT_READFUNCTION, read))
    try check(hs_set_pointer(pointer, CURLOPT_READDATA, context))
    try check(hs_set_seek_callback(pointer, rewind))
    try check(hs_set_pointer(pointer, CURLOPT_SEEKDATA, context))
  }

  func onProgress(_ callback: hs_progress_callback, _ context: UnsafeMutableRawPointer)
    throws(TransferError)
  {
    try set(CURLOPT_NOPROGRESS, 0)
    try check(hs_set_progress_callback(pointer, callback))
    try check(hs_set_pointer(pointer, CURLOPT_XFERINFODATA, context))
  }

  func onSocket(_ callback: hs_socket_callback, _ context: UnsafeMutableRawPointer)
    throws(TransferError)
  {
    try check(hs_set_socket_callback(pointer, callback))
    try check(hs_set_pointer(pointer, CURLOPT_OPENSOCKETDATA, context))
  }

  /// Ends a pause of reading.
  func goOn() { curl_easy_pause(pointer, hs_pause_nothing) }

  // MARK: What happened

  var status: Int {
    var value = 0
    return hs_get_long(pointer, CURLINFO_RESPONSE_CODE, &value) == CURLE_OK ? value : 0
  }

  /// Where a redirect points to, made absolute by libcurl.
  var redirectURL: String? {
    var text: UnsafeMutablePointer<CChar>?
    guard hs_get_text(pointer, CURLINFO_REDIRECT_URL, &text) == CURLE_OK, let text else {
      return nil
    }
    return String(cString: text)
  }

  /// Microseconds until the request was about to be sent; 0 when it never came to that.
  var pretransferTime: Int64 { size(CURLINFO_PRETRANSFER_TIME_T) }

  /// Bytes of request header sent in all attempts of this transfer.
  var sentRequestByteCount: Int {
    var value = 0
    return hs_get_long(pointer, CURLINFO_REQUEST_SIZE, &value) == CURLE_OK ? value : 1
  }

  private func size(_ info: CURLINFO) -> Int64 {
    var value: curl_off_t = 0
    return hs_get_size(pointer, info, &value) == CURLE_OK ? Int64(value) : 1
  }

  private func set(_ option: CURLoption, _ value: Int) throws(TransferError) {
    try check(hs_set_long(pointer, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws(TransferError) {
    try check(hs_set_text(pointer, option, value))
  }

  private func check(_ code: CURLcode) throws(TransferError) {
    guard code == CURLE_OK else {
      let reason = String(cString: curl_easy_strerror(code))
      throw TransferError(
        .badRequest, nothingWasSent: true, "libcurl cannot be set up for this request: \(reason).")
    }
  }
}

extension Duration {
  /// Milliseconds, rounded down, at most what a C int can hold.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let capped = min(max(seconds, 0), 2_000_000)
    return Int(capped) * 1000 + Int(max(attoseconds, 0) / 1_000_000_000_000_000)
  }
}
