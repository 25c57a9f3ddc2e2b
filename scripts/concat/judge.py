"""Is a joined film what was asked for? Answered by readers that share no code with the program."""

import numpy

import pictures
import readers
import squeezed

NEEDED_SIMILARITY = 0.97
BEEP_TOLERANCE = 0.012


class Section:
    """Frames of one clip that follow each other in the film."""

    def __init__(self, clip, first, count, is_copied, film_count=None):
        self.clip, self.first, self.count, self.is_copied = clip, first, count, is_copied
        self.film_count = count if film_count is None else film_count
        self.may_be_either = False  # a peer's film tells no plan: an equal hash shows a copy
        self.frame_seconds = None  # of what is encoded, when the plan tells
        self.incoming = None  # clip and first frame of the other side of a transition
        self.is_blend = False
        self.squeezed = 0  # frames at its end that are shown for one tick

    def __repr__(self):
        return f"{'copy' if self.is_copied else 'encode'} clip {self.clip} frames {self.first}+{self.count}"


def all_copied(clips):
    """The sections of a film that was copied throughout."""
    return [Section(index, 0, clip.frame_count, True) for index, clip in enumerate(clips)]


def _of_stretches(stretches, clips, join):
    made, clip, at = [], 0, None
    for part in stretches:
        if at is None:
            at = part["first_frame"]
        # Parts are told by file; the same file may come twice in a row.
        end = (join.trims[clip] if join.trims and join.trims[clip] else (0, clips[clip].frame_count))[1]
        if part["file"] != clips[clip].path or part["first_frame"] < at or at >= end:
            clip += 1
        clip = part.get("clip", clip)
        section = Section(clip, part["first_frame"], part["end_frame"] - part["first_frame"],
                          part["treatment"] == "copy", part["frame_count"])
        at = part["end_frame"]
        section.is_blend = part["treatment"] == "blend" or (part.get("reason") or "").startswith(("rises from", "sinks into"))
        if part["treatment"] == "blend":
            # What comes in overlaps what goes out: the same number of frames, up to where its own go on.
            section.incoming = clip + 1
        made.append(section)
    return made


def sections(document, clips, join):
    """What the plan in the program's JSON says was copied and encoded."""
    plan = document["plan"]
    if "stretches" in plan:
        made = _of_stretches(plan["stretches"], clips, join)
        for section in made:
            section.frame_seconds = 1 / plan["frame_rate"]
        return made
    if plan["method"] == "copy":
        return all_copied(clips)
    rate = plan["frame_rate"]["numerator"] / plan["frame_rate"]["denominator"]
    made, end, before = [], 0.0, 0
    for index, clip in enumerate(clips):
        end += clip.seconds
        count = round(end * rate) - before
        before += count
        made.append(Section(index, 0, clip.frame_count, False, count))
    return made


def upright(luma, rotation):
    """A stored picture as it is shown."""
    return numpy.rot90(luma, rotation // 90)


def same_shape(clips):
    return len({clip.pyav.shape for clip in clips}) == 1


def can_be_copied(clips):
    """Whether nothing about the streams keeps the whole film from being copied."""
    return same_shape(clips) and len({clip.pyav.extradata for clip in clips}) == 1 and all(
        clip.recipe.name not in ("edit-skip", "edit-skip-group", "edit-end") for clip in clips)


class Verdict:
    def __init__(self):
        self.faults = []
        self.copied = self.encoded = 0
        self.codes = []  # bar codes that were read where another was wanted
        self.lowest_similarity = 1.0

    def fault(self, kind, text):
        self.faults.append((kind, text))

    @property
    def is_right(self):
        return not self.faults

    def text(self):
        return "; ".join(f"{kind}: {text}" for kind, text in self.faults[:4]) + (
            f"; and {len(self.faults) - 4} more" if len(self.faults) > 4 else "")


def judge(join, clips, path, parts, expected_count=None):
    """Judges a film made of whole or trimmed clips, one after the other, against its sections."""
    verdict = Verdict()
    try:
        debian = readers.debian_frames(path)
        film = readers.pyav_frames(path, luma=True)
        facts = readers.facts(path)
    except (readers.ReadError, readers.av.FFmpegError) as error:
        verdict.fault("unreadable", str(error)[:200])
        return verdict
    if debian.complaints:
        verdict.fault("decoding", debian.complaints.splitlines()[0][:160])
    count = sum(part.film_count for part in parts)
    for who, found in (("ffmpeg", len(debian.hashes)), ("PyAV", len(film.hashes)), ("the plan", expected_count)):
        if found is not None and found != count:
            verdict.fault("count", f"{who} says {found} frames instead of {count}")
    if len(film.hashes) != len(debian.hashes):
        return verdict
    _frames_asked_for(join, clips, parts, verdict)
    unseen = _squeezed(join, clips, path, parts, debian, film, verdict)
    if join.seam.startswith("dedupe"):
        _no_repeats(clips, film, unseen, verdict)
    starts = _pictures(join, clips, parts, debian, film, verdict)
    _timing(clips, parts, film, verdict)
    _packets(join, facts, verdict)
    _tags(clips, parts, film, verdict)
    _sound(join, clips, parts, starts, film, path, verdict)
    try:
        for fault in readers.seek_faults(path, film):
            verdict.fault("seek", fault)
    except readers.av.FFmpegError as error:
        verdict.fault("seek", str(error)[:120])
    return verdict


def _frames_asked_for(join, clips, parts, verdict):
    """Whether the plan has every frame that was asked for, in order."""
    for index, clip in enumerate(clips):
        first, end = (join.trims[index] if join.trims else None) or (0, clip.frame_count)
        at = first
        # What a transition takes of the clip that comes in are its first frames.
        at += sum(part.film_count for part in parts if part.incoming == index)
        for part in (part for part in parts if part.clip == index):
            if part.first != at and not (join.seam.startswith("dedupe") and at == first and part.first == first + 1):
                verdict.fault("plan", f"clip {index} goes on at frame {part.first} instead of {at}")
            at = part.first + part.count
        if at != end and not (join.seam.startswith("dedupe") and at == end - 1):
            verdict.fault("plan", f"clip {index} ends before frame {at} instead of {end}")


def _squeezed(join, clips, path, parts, debian, film, verdict):
    """The film's frames that nobody sees; whether they are that, and the rest is the film without them."""
    if join.seam != "dedupe:lossless":
        return []
    unseen, at = [], 0
    for part, after in zip(parts, parts[1:] + [None]):
        at += part.film_count
        # A clip that is there to its last frame has the repeat in it.
        if after and after.clip != part.clip and part.first + part.count == clips[part.clip].frame_count:
            part.squeezed = 1
            unseen.append(at - 1)
        if not part.is_copied:
            verdict.fault("needless", f"{part.film_count} frames were encoded")
    rate = clips[0].recipe.rate
    for who, times in (("ffmpeg", debian.times), ("PyAV", film.times)):
        for fault in squeezed.faults(path, unseen, times, rate):
            verdict.fault("tick", f"by {who} {fault}")
    seen = [text for place, text in enumerate(debian.hashes) if place not in unseen]
    if squeezed.evened(path, rate) != seen:
        verdict.fault("tick", "ffmpeg's fps filter does not give the film without its repeats")
    return unseen


def _no_repeats(clips, film, unseen, verdict):
    """Whether a chain's film shows each picture of the chain once."""
    wanted = []
    for clip in clips:
        for number in clip.numbers:
            if not wanted or wanted[-1] != (clip.recipe.content, number):
                wanted.append((clip.recipe.content, number))
    read = [pictures.read(luma) for place, luma in enumerate(film.luma) if place not in unseen]
    if len(read) != len(wanted):
        verdict.fault("dedupe", f"{len(read)} frames instead of {len(wanted)}")
    for place, (codes, code) in enumerate(zip(read, wanted)):
        if code not in codes:
            verdict.fault("dedupe", f"film frame {place} shows {codes} instead of {code}")
            break


def _blend(part, clips, film, at, seam, verdict):
    """Whether the frames of a transition are made of both sides' frames, going over from one to the other."""
    outgoing = clips[part.clip]
    shares, worst = [], 0.0
    for offset in range(part.film_count):
        shown = film.luma[at + offset].astype(numpy.float64)
        out = outgoing.pyav.luma[part.first + offset].astype(numpy.float64)
        if part.incoming is None:
            # Towards one colour: what is left is a scaled picture.
            spread = ((out - out.mean()) * (shown - shown.mean())).sum() / ((out - out.mean()) ** 2).sum()
            shares.append(1 - spread)
            worst = max(worst, float(numpy.sqrt((((shown - shown.mean()) - spread * (out - out.mean())) ** 2).mean())))
            continue
        into = clips[part.incoming].pyav.luma[offset].astype(numpy.float64)
        if into.shape != shown.shape or out.shape != shown.shape:
            return
        if seam.startswith("fade"):
            share = ((shown - out) * (into - out)).sum() / max(1e-9, ((into - out) ** 2).sum())
            shares.append(share)
            rest = shown - ((1 - share) * out + share * into)
        else:
            rest = numpy.minimum(abs(shown - out), abs(shown - into))
        worst = max(worst, float(numpy.sqrt((rest ** 2).mean())))
    if worst > 7:
        verdict.fault("transition", f"its frames are not made of both clips' (rms {worst:.1f} of 255)")
    rising = shares == sorted(shares)
    if shares and not rising and not (part.incoming is None and shares == sorted(shares, reverse=True)):
        verdict.fault("transition", "it does not go evenly from one side to the other: "
                      + " ".join(f"{share:.2f}" for share in shares))
    if part.incoming is not None and shares and not (shares[0] < 0.25 and shares[-1] > 0.75):
        verdict.fault("transition", f"it goes from {shares[0]:.2f} to {shares[-1]:.2f}")


def _pictures(join, clips, parts, debian, film, verdict):
    """Hashes of what was copied, bar codes and likeness of what was encoded; the clips' first frames."""
    at, starts, wrong = 0, {}, {}
    for part in parts:
        clip = clips[part.clip]
        starts.setdefault(part.clip, (at, part.first))
        if part.incoming is not None:
            starts.setdefault(part.incoming, (at, 0))
        if part.is_blend:
            verdict.encoded += part.film_count
            if at + part.film_count <= len(film.luma):
                _blend(part, clips, film, at, join.seam, verdict)
            at += part.film_count
            continue
        same_rate = part.film_count == part.count
        begin = film.times[at] if at < len(film.times) else 0
        for offset in range(part.film_count):
            place = at + offset
            if place >= len(film.hashes):
                break
            source = part.first + offset
            if part.may_be_either and film.hashes[place] == clip.pyav.hashes[source] \
                    and debian.hashes[place] == clip.debian.hashes[source]:
                verdict.copied += 1
                continue
            if part.is_copied:
                verdict.copied += 1
                if debian.hashes[place] != clip.debian.hashes[source]:
                    wrong.setdefault((part, "ffmpeg's hash of a copied frame"), []).append(place)
                if film.hashes[place] != clip.pyav.hashes[source]:
                    wrong.setdefault((part, "PyAV's hash of a copied frame"), []).append(place)
                continue
            verdict.encoded += 1
            shown = film.luma[place]
            picture = numpy.rot90(upright(shown, film.rotation), -(clip.pyav.rotation // 90))
            turned = clip.pyav.rotation % 180 != 0
            aspect = film.aspect if film.rotation % 180 == 0 else 1 / film.aspect
            codes = pictures.read(picture, clip.pyav.aspect, 1 / aspect if turned else aspect)
            if same_rate:
                allowed = {clip.numbers[part.first + offset]}
            else:
                moment = film.times[place] - begin + clip.pyav.times[part.first] + 0.0005
                slack = film.frame_seconds * 0.51 + 0.001
                allowed = {number for number, start, end in zip(
                    clip.numbers, clip.pyav.times, clip.pyav.times[1:] + [float("inf")])
                    if start - slack <= moment <= end + slack}
            if not any(content == clip.recipe.content and number in allowed for content, number in codes):
                wrong.setdefault((part, "bar code of an encoded frame"), []).append(place)
                verdict.codes.append((place, codes, sorted(allowed)[:3]))
            elif same_rate and shown.shape == clip.pyav.luma[0].shape and film.rotation == clip.pyav.rotation \
                    and clip.pyav.shape[3][:4] == "yuv4" and film.shape[4] == clip.pyav.shape[4]:
                likeness = pictures.similarity(shown, clip.pyav.luma[part.first + offset])
                verdict.lowest_similarity = min(verdict.lowest_similarity, likeness)
        at += part.film_count
    for (part, what), places in wrong.items():
        verdict.fault("picture", f"{what}: {len(places)} of {part.film_count} in {part}, first at film frame {places[0]}"
                      + (f", which reads {verdict.codes[0][1]} instead of {verdict.codes[0][2]}" if "bar" in what else ""))
    if verdict.lowest_similarity < NEEDED_SIMILARITY:
        verdict.fault("quality", f"an encoded frame's SSIM is {verdict.lowest_similarity:.4f}")
    return starts


def _timing(clips, parts, film, verdict):
    if abs(film.times[0]) > 0.0011 and abs(film.times[0]) > 1 / 24:
        verdict.fault("start", f"the first picture is shown at {film.times[0]:.4f} s")
    wanted, at = [], 0.0
    loose = False
    for part in parts:
        clip = clips[part.clip]
        source = clip.pyav.times[part.first:part.first + part.count]
        stop = part.first + part.count - part.squeezed
        end = clip.pyav.times[stop] if stop < clip.frame_count else source[-1] + clip.last_seconds
        if part.film_count == part.count:
            wanted += [at + time - source[0] for time in source]
        else:
            loose = True
            wanted += [at + k * (part.frame_seconds or film.frame_seconds) for k in range(part.film_count)]
        at += end - source[0]
    shown = [time - film.times[0] for time in film.times]
    if len(shown) != len(wanted):
        return
    # Milliseconds of Matroska, and at changing rates the last frame's length, which no file states.
    tolerance = 0.0021 + (film.frame_seconds * 0.75 if loose or not all(clip.is_constant for clip in clips) else 0)
    worst = max(range(len(shown)), key=lambda index: abs(shown[index] - wanted[index]))
    # Matroska's rounded milliseconds make each clip's length uncertain by one.
    if abs(shown[worst] - wanted[worst]) > tolerance + 0.001 * len(parts):
        verdict.fault("time", f"film frame {worst} is shown at {shown[worst]:.4f} s instead of {wanted[worst]:.4f}")
    gaps = [b - a for a, b in zip(shown, shown[1:])]
    if any(part.squeezed for part in parts):
        return
    if any(gap <= 0 for gap in gaps):
        verdict.fault("time", "two frames are shown at the same time")
    if gaps and all(clip.is_constant for clip in clips) and len({clip.recipe.rate for clip in clips}) == 1:
        if max(gaps) - min(gaps) > 0.0022:
            verdict.fault("rate", f"gaps from {min(gaps) * 1000:.2f} to {max(gaps) * 1000:.2f} ms though all clips run evenly")


def _packets(join, facts, verdict):
    last, complained = {}, set()
    states_decoding = join.extension in ("mp4", "mov")
    for packet in facts["packets"]:
        stream = packet["stream_index"]
        if "dts" not in packet or "pts" not in packet:
            if states_decoding and (stream, "none") not in complained:
                complained.add((stream, "none"))
                verdict.fault("packets", f"a packet of stream {stream} has no time")
            continue
        if states_decoding and packet["pts"] < packet["dts"] and (stream, "early") not in complained:
            complained.add((stream, "early"))
            verdict.fault("packets", f"PTS {packet['pts']} before DTS {packet['dts']} in stream {stream}")
        if states_decoding and stream in last and packet["dts"] <= last[stream] and (stream, "order") not in complained:
            complained.add((stream, "order"))
            verdict.fault("packets", f"DTS {packet['dts']} after {last[stream]} in stream {stream}")
        last[stream] = packet["dts"]


def _tags(clips, parts, film, verdict):
    if all(part.is_copied for part in parts) and same_shape(clips) and film.shape != clips[0].pyav.shape:
        verdict.fault("tags", f"{film.shape} instead of {clips[0].pyav.shape}")


def _sound(join, clips, parts, starts, film, path, verdict):
    has_sound = any(clip.sound for clip in clips)
    try:
        heard = readers.sound(path)
        debian_seconds = readers.debian_sound_seconds(path)
    except (readers.ReadError, readers.av.FFmpegError) as error:
        verdict.fault("sound", str(error)[:160])
        return
    if (heard is not None) != has_sound:
        verdict.fault("sound", "there is none" if has_sound else "there is a track though no clip has sound")
        return
    if heard is None:
        return
    frame = max(film.frame_seconds, max((b - a for a, b in zip(film.times, film.times[1:])), default=0)) or 1 / 24
    last = parts[-1]
    is_resampled = last.film_count != last.count
    end = film.times[-1] + ((last.frame_seconds or film.frame_seconds) if is_resampled else clips[last.clip].last_seconds)
    # An AAC packet is 1024 samples, which a container without edit lists cannot cut.
    allowed = max(frame, 1 / 24) + 0.002
    if abs(heard.end - end) > allowed:
        verdict.fault("sound", f"ends at {heard.end:.3f} s, the picture at {end:.3f}")
    if abs(heard.start - film.times[0]) > allowed:
        verdict.fault("sound", f"starts at {heard.start:.3f} s, the picture at {film.times[0]:.3f}")
    if debian_seconds is not None and abs(debian_seconds - (heard.end - heard.start)) > 0.03:
        verdict.fault("sound", f"ffmpeg decodes {debian_seconds:.3f} s of it, PyAV {heard.end - heard.start:.3f}")
    if heard.holes:
        verdict.fault("sound", f"{len(heard.holes)} holes or overlaps, the first at {heard.holes[0][0]:.3f} s")
    wanted, blends, place = [], [], 0
    for part in parts:
        if part.is_blend and place + part.film_count <= len(film.times):
            blends.append((film.times[place], film.times[place] + part.film_count * frame))
        place += part.film_count
    if any(part.incoming is not None and any(join.trims) for part in parts):
        return
    for index, clip in enumerate(clips):
        if index not in starts or starts[index][0] >= len(film.times):
            continue
        at, first = starts[index]
        begin = clip.pyav.times[first] - clip.start
        own = [part for part in parts if part.clip == index]
        stop = own[-1].first + own[-1].count - own[-1].squeezed
        until = clip.pyav.times[stop] - clip.start if stop < clip.frame_count else clip.seconds
        # At a changed rate a clip's first frame may be half a frame beside its sound.
        slack = BEEP_TOLERANCE + (0 if all(part.film_count == part.count for part in parts) else film.frame_seconds * 0.51)
        for beep in clip.beeps:
            # Half beeps at a trim's ends are no sure sign of anything.
            if begin - 0.04 < beep < begin + 0.002 or until - 0.045 < beep < until + 0.005:
                wanted.append((0, film.times[at] + beep - begin))
            elif begin <= beep < until:
                wanted.append((slack, film.times[at] + beep - begin))
    # Within a transition beeps may be anything from loud to silent.
    wanted = [(0 if any(begin - 0.04 < time < end + 0.01 for begin, end in blends) else slack, time) for slack, time in wanted]
    missing = [time for slack, time in wanted if slack and not any(abs(time - at) <= slack for at in heard.beeps)]
    extra = [at for at in heard.beeps if not any(abs(time - at) <= (slack or 0.05) for slack, time in wanted)]
    if missing:
        near = min(heard.beeps, key=lambda at: abs(at - missing[0]), default=None)
        verdict.fault("sound", f"{len(missing)} of {len(wanted)} beeps missing, first at {missing[0]:.3f} s"
                      + (f" (nearest is at {near:.3f})" if near is not None else ""))
    if extra:
        verdict.fault("sound", f"{len(extra)} beeps that no clip has there, first at {extra[0]:.3f} s")
