extension ErrorKind {
  /// Every word fal documents. Source: protocol guide 4.2 and 4.3, from fal's error pages.
  public static let catalogue: [ErrorKind] =
    [
      model(
        "internal_server_error", 500, prospect: .perhaps,
        "The model failed; it may go well another time."),
      model(
        "generation_timeout", 504, prospect: .perhaps,
        "The model took too long; it may go well another time."),
      model(
        "downstream_service_error", 400, prospect: .perhaps,
        "The model's maker reported a failure; it may go well another time."),
      model(
        "downstream_service_unavailable", 500, prospect: .perhaps,
        "The model's maker cannot be reached; try again later."),
      model(
        "content_policy_violation", 422,
        "The content filter refused it; change the prompt or the picture."),
      model(
        "no_media_generated", 422, "The model made nothing; change the prompt, or try once more."),
      model(
        "image_too_small", 422, limits: ["min_width", "min_height"],
        "The picture is too small; use a larger picture."),
      model(
        "image_too_large", 422, limits: ["max_width", "max_height"],
        "The picture is too large; use a smaller picture."),
      model("image_load_error", 422, "The picture cannot be read; prepare the picture again."),
      model(
        "file_download_error", 422,
        "The model could not fetch the file, which is not public or has expired; upload it again."),
      model(
        "file_too_large", 422, limits: ["max_size"], "The file is too large; use a smaller file."),
      model(
        "unsupported_image_format", 422, limits: ["supported_formats"],
        "The picture's format is not taken; use JPEG, PNG or WebP."),
      model(
        "face_detection_error", 422, "No face was found; use a picture that shows one clearly."),
      model("greater_than", 422, limits: ["gt"], "A number is too small; use a larger one."),
      model("greater_than_equal", 422, limits: ["ge"], "A number is too small; use a larger one."),
      model("less_than", 422, limits: ["lt"], "A number is too large; use a smaller one."),
      model("less_than_equal", 422, limits: ["le"], "A number is too large; use a smaller one."),
      model(
        "multiple_of", 422, limits: ["multiple_of"], "A number is no multiple of what is asked for."
      ),
      model(
        "sequence_too_short", 422, limits: ["min_length"],
        "A list or text is too short; make it longer."),
      model(
        "sequence_too_long", 422, limits: ["max_length"], "A list or text is too long; shorten it."),
      model(
        "one_of", 422, limits: ["expected"], "A value is none of those offered; choose one of them."
      ),
      model("feature_not_supported", 422, "The model cannot do this; leave the setting out."),
      model(
        "invalid_archive", 422, limits: ["supported_extensions"],
        "The archive cannot be read; pack it anew."),
      model(
        "archive_file_count_below_minimum", 422, limits: ["min_count", "provided_count"],
        "The archive holds too few files; add some."),
      model(
        "archive_file_count_exceeds_maximum", 422, limits: ["max_count", "provided_count"],
        "The archive holds too many files; leave some out."),
      model(
        "audio_duration_too_long", 422, limits: ["max_duration", "provided_duration"],
        "The sound is too long; shorten it."),
      model(
        "audio_duration_too_short", 422, limits: ["min_duration", "provided_duration"],
        "The sound is too short; use a longer one."),
      model(
        "unsupported_audio_format", 422, limits: ["supported_formats"],
        "The sound's format is not taken; convert it."),
      model(
        "video_duration_too_long", 422, limits: ["max_duration", "provided_duration"],
        "The video is too long; shorten it."),
      model(
        "video_duration_too_short", 422, limits: ["min_duration", "provided_duration"],
        "The video is too short; use a longer one."),
      model(
        "unsupported_video_format", 422, limits: ["supported_formats"],
        "The video's format is not taken; convert it."),
    ] + [
      platform(
        "request_timeout", 504, .later, "The job did not get through in time; try again later."),
      platform("startup_timeout", 504, .later, "No runner started in time; try again later."),
      platform("runner_scheduling_failure", 503, .later, "No runner was free; try again later."),
      platform(
        "runner_connection_timeout", 503, .later, "The runner did not answer; try again later."),
      platform("runner_disconnected", 503, .later, "The runner went away; try again later."),
      platform(
        "runner_connection_refused", 503, .later, "The runner was not ready; try again later."),
      platform(
        "runner_connection_error", 503, .later, "The runner could not be reached; try again later."),
      platform(
        "runner_incomplete_response", 502, .later,
        "The runner's answer was cut off; try again later."),
      platform("runner_server_error", 500, .later, "The runner failed; try again later."),
      platform("internal_error", 500, .later, "fal itself failed; try again later."),
      platform("client_disconnected", 499, .never, "The caller went away before the job was done."),
      platform("client_cancelled", 499, .never, "The job was cancelled."),
      platform("bad_request", 400, .never, "fal does not understand the request; check the input."),
    ]

  private static func model(
    _ type: String, _ status: Int, prospect: Prospect = .never, limits: [String] = [],
    _ sentence: String
  ) -> ErrorKind {
    ErrorKind(
      type: type, status: status, origin: .model, prospect: prospect, sentence: sentence,
      limits: limits)
  }

  private static func platform(
    _ type: String, _ status: Int, _ prospect: Prospect, _ sentence: String
  ) -> ErrorKind {
    ErrorKind(
      type: type, status: status, origin: .platform, prospect: prospect, sentence: sentence,
      limits: [])
  }
}
