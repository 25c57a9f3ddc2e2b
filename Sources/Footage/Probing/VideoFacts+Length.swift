extension VideoFacts {
  /// Refuses clips that would be filled with still pictures and silence for ever.
  func requirePlausibleLength(of path: String) throws(FootageError) {
    guard duration < 100 * 3600 else {
      throw FootageError(
        .damaged, path: path,
        "\(path): its frames' times are damaged; they claim to last more than 100 hours.")
    }
  }
}
