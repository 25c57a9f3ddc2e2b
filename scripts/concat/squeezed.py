"""Repeats that stay in a film for other frames' sake, shown for one tick: are they, and nothing else?"""

import readers

LONGEST = {"mp4": 0.00011, "mov": 0.00011, "mkv": 0.00101, "webm": 0.00101}


def faults(path, places, times, rate):
    """What is wrong with the times of a film, a sentence each.

    The frames at the places must be over within a tick, and all others must stand on the grid of the rate.
    """
    tick = LONGEST[path.rsplit(".", 1)[1]]
    found, on_grid, hidden = [], 0, set(places)
    for place, time in enumerate(times):
        if place in hidden:
            gap = times[place + 1] - time
            if not 0 < gap <= tick:
                found.append(f"frame {place} is shown for {gap * 1000:.3f} ms")
            continue
        off = time - times[0] - on_grid / rate
        # Matroska rounds the first time and this one.
        if abs(off) > tick:
            found.append(f"frame {place} is shown {off * 1000:.3f} ms beside the grid")
        on_grid += 1
    return found


def evened(path, rate):
    """Hashes of the film that ffmpeg's fps filter makes of it: at a constant rate, one frame a place."""
    done = readers.run(["ffmpeg", "-v", "error", "-noautorotate", "-i", path, "-map", "0:V:0", "-vf",
                        f"setpts=PTS-STARTPTS,fps={rate}", "-f", "framehash", "-hash", "md5", "-"])
    return [line.split(",")[5].strip() for line in done.stdout.decode().splitlines() if line and not line.startswith("#")]
