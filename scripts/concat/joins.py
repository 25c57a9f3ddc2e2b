"""The joins of the matrix: which clips, into what, with which options."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Join:
    """One film to make."""
    name: str
    axis: str
    clips: tuple  # names of clips in the corpus
    extension: str = "mp4"
    options: tuple = ()
    trims: tuple = ()  # a (first, end) pair of shown frames a clip, or None for all of it
    seam: str = "cut"
    needs: tuple = ()  # words that --help must have; without them the join is told as missing

    @property
    def is_plain(self):
        return self.seam == "cut" and not any(self.trims) and not self.options

    def arguments(self, paths):
        """The command's arguments for clips at paths."""
        files = []
        for index, path in enumerate(paths):
            trim = self.trims[index] if self.trims else None
            files.append(path if trim is None else f"{path}[f:{trim[0]}:f:{trim[1]}]")
        seam = () if self.seam == "cut" else ("--seam", self.seam)
        return [*files, *seam, *self.options]


def joins(recipes):
    """Every join, always in the same order."""
    by_name = {recipe.name: recipe for recipe in recipes}
    made, names = [], set()

    def add(name, axis, clips, **more):
        assert name not in names, name
        names.add(name)
        made.append(Join(name, axis, tuple(clips), **more))

    bases = {"h264": ("base", "base2"), "hevc": ("hevc", "hevc2"), "vp9": ("vp9", "vp9-2"), "av1": ("av1", "av1-2")}
    special = ("chain", "transition", "base")
    turn = 0
    for recipe in recipes:
        if recipe.axis in special or recipe.name in bases[recipe.codec]:
            continue
        base, other = bases[recipe.codec]
        native = "webm" if recipe.codec == "vp9" else "mp4"
        add(f"{base}+{recipe.name}", recipe.axis, (base, recipe.name), extension=native)
        add(f"{recipe.name}+{base}", recipe.axis, (recipe.name, base), extension=native)
        if recipe.codec == "h264":
            turn += 1
            add(f"{recipe.name}+{other}+{recipe.name}", recipe.axis, (recipe.name, other, recipe.name),
                extension=("mkv", "mov", "mp4")[turn % 3])
    for codec, (base, other) in bases.items():
        native = "webm" if codec == "vp9" else "mp4"
        add(f"{base}+{other}", "base", (base, other), extension=native)
        add(f"{base}+{other}+{base}", "base", (base, other, base), extension="mkv")
    for left, right in (("crf20-cavlc", "crf28-cavlc"), ("crf20-cabac", "crf28-cabac"), ("crf20-cavlc", "crf28-cabac"),
                        ("crf20-stitch", "crf28-stitch"), ("sps1", "sps3"), ("sps1", "sps1-main"), ("sps5-crf28", "sps1-main"),
                        ("profile-high", "profile-main"), ("profile-main", "profile-baseline"), ("b0", "b3-pyramid"),
                        ("b8", "b0"), ("refs1", "refs6"), ("open8", "open8"), ("rotated-90", "rotated-90"),
                        ("rotated-90", "rotated-270"), ("sar-4-3", "sar-4-3"), ("444", "444"), ("10-bit", "10-bit"), ("422", "444"),
                        ("range-full", "range-full"), ("colour-709", "colour-709"), ("colour-601", "colour-709"),
                        ("ts", "ts-keyint8"), ("mkv", "ts"), ("aac-44100", "aac-44100"), ("aac-mono", "aac-mono"), ("opus", "opus"),
                        ("longer", "longer"), ("shorter", "longer"), ("mute", "mute"), ("mute", "longer"), ("vfr", "vfr"),
                        ("rate-25", "rate-30"), ("rate-60", "rate-12"), ("edit-skip", "edit-skip"), ("edit-end", "edit-skip-group"),
                        ("in-band", "avc3"), ("fragmented", "fragmented"), ("single-frame", "single-frame"),
                        ("single-frame", "two-frames"), ("hevc-b0", "hevc-refs1"), ("hevc-open8", "hevc-closed8"),
                        ("hevc-open8", "hevc-open8"), ("hevc-ts", "hevc-mkv"), ("hevc-10", "hevc-10"), ("vp9-altref", "vp9-g8"),
                        ("av1-g8", "av1-mkv"), ("av1-10", "av1-10"), ("sps31", "sps7"), ("hrd", "interlaced"), ("surround", "aac-mono")):
        axis = by_name[left].axis if by_name[left].axis == by_name[right].axis else "mixed"
        add(f"{left}+{right} ", axis, (left, right), extension="webm" if left.startswith("vp9") else "mp4")
    for clips in (("base", "hevc"), ("hevc", "base"), ("base", "vp9"), ("vp9", "base"), ("av1", "base"), ("base", "av1-mkv"),
                  ("hevc", "av1"), ("vp9-mp4", "hevc-10"), ("base", "hevc", "base2"), ("base", "base2", "av1"),
                  ("hevc", "hevc2", "base"), ("base", "444", "10-bit")):
        add("+".join(clips) + "  ", "other codec", clips)
    dice = random.Random(20)
    ordinary = [recipe.name for recipe in recipes if recipe.axis not in special]
    for number in range(40):
        clips = dice.sample(ordinary, 3)
        add(f"any {number:02}: " + "+".join(clips), "any three", clips, extension=dice.choice(("mp4", "mov", "mkv")))

    # Trims, by frame.
    sources = ("base", "b0", "b3-pyramid", "keyint8", "open8", "not-idr", "hevc", "hevc-open8", "hevc-closed8", "crf20-cavlc",
               "vfr", "vp9-g8", "av1-g8", "mkv", "ts", "edit-skip", "10-bit", "in-band", "interlaced", "rotated-90")
    for index, source in enumerate(sources):
        extension = "webm" if source.startswith("vp9") else "mp4"
        count = 20 if source == "edit-skip" else 30
        for trim in ((0, count - 1 - index % 4), (3 + index % 7, count), (9, 17 + index % 3)):
            add(f"trim {source} {trim[0]}-{trim[1]}", "trim", (source,), trims=(trim,), extension=extension, needs=("f:",))
        add(f"trim {source}, twice", "trim", (source, source), trims=((0, 7 + index % 5), (8, 19)), extension=extension, needs=("f:",))
    # Chains.
    for group in ("chain", "chain-b0", "chain-keyint8", "chain-hevc"):
        clips = tuple(f"{group}-{index}" for index in range(3))
        add(f"cut {group}", "chain", clips)
        for extension in ("mp4", "mkv"):
            add(f"dedupe {group} {extension}", "dedupe", clips, seam="dedupe", extension=extension, needs=("dedupe",))
    # The same without a frame encoded.
    for group in ("chain-b2", "chain-b2-mute", "chain-pyramid", "chain-pyramid-mute", "chain", "chain-b0", "chain-keyint8", "chain-hevc"):
        for extension in ("mp4", "mkv", "mov"):
            add(f"dedupe:lossless {group} {extension}", "dedupe:lossless", tuple(f"{group}-{index}" for index in range(3)),
                seam="dedupe:lossless", extension=extension, needs=("dedupe:lossless",))
    add("dedupe what differs", "dedupe", ("base", "base2"), seam="dedupe", needs=("dedupe",))
    # Transitions.
    for group in ("second", "second-hevc"):
        clips = tuple(f"{group}-{index}" for index in range(3))
        for seam in ("fade:0.5", "fade:0.25", "wipeleft:0.5", "dip:black", "dip:white"):
            add(f"{seam} {group}", "transition", clips, seam=seam, needs=("--seam",))
    add("fade:0.5 base", "transition", ("base", "base2"), seam="fade:0.5", needs=("fade",))
    add("fade:0.5 base+hevc", "transition", ("base", "hevc"), seam="fade:0.5", needs=("fade",))
    add("fade:0.5 mute+base", "transition", ("mute", "base"), seam="fade:0.5", needs=("fade",))
    add("fade:0.5 sps3+base", "transition", ("sps3", "base2", "sps31"), seam="fade:0.5", needs=("fade",))
    # Compatibility and shape by name.
    for left, right in (("base", "crf28-cavlc"), ("profile-high", "profile-main"), ("hevc", "hevc-b0"), ("sps1", "sps3")):
        for wide in ("strict", "wide"):
            add(f"{wide} {left}+{right}", "compatibility", (left, right), options=("--compatibility", wide), needs=("--compatibility",))
    for like in ("320x192@24", "160x96@30"):
        add(f"like {like}", "shape by name", ("base", "larger"), options=("--like", like), needs=("--like",))
    return made


QUICK_EVERY = 11


def quick(all_joins):
    """A part of the matrix in which every axis and every kind of seam is, the same each time."""
    chosen, axes = [], {}
    for join in all_joins:
        seen = axes.get(join.axis, 0)
        axes[join.axis] = seen + 1
        if seen % QUICK_EVERY == 0:
            chosen.append(join)
    return chosen
