"""How long the window takes from the start of the program to its first frame, and until nothing moves.

    cargo build --release
    python3 benches/window.py [--runs 7] [BOOK]

Starts an X server in memory (Xvfb, whose picture is a file that can be looked at without asking it)
and the program in it, and watches samples of the picture. Says the median: until the first frame with
text and tables stood, and until the last change of the picture within the time that is waited. Each
run starts the program twice: for a user who never started it, when the driver has to make its shaders,
and again. Without a graphics card the driver of the processor draws (lavapipe).
"""

import argparse
import glob
import mmap
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

WIDTH, HEIGHT = 1440, 900
# A sample every so many pixels; no divisor of the width, so that samples move from row to row.
EVERY = 53


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/syndiscope")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--wait", type=float, default=4.0, help="seconds that are watched")
    parser.add_argument("book", nargs="?")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        display = f":{90 + os.getpid() % 900}"
        screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)]
        server = subprocess.Popen(["Xvfb", display, *screen], stderr=subprocess.DEVNULL)
        try:
            picture = folder / "Xvfb_screen0"
            while not picture.exists() or picture.stat().st_size < WIDTH * HEIGHT * 4:
                time.sleep(0.05)
            time.sleep(0.5)
            twice = lambda run: [watch(args, folder, picture, display, run) for _ in range(2)]
            runs = [twice(run) for run in range(args.runs + 1)]
        finally:
            server.terminate()
    # The first run brings the program into the memory of the system.
    for at, which in enumerate(["the first time", "again"]):
        for what, times in zip(["first frame", "last change"], zip(*(run[at] for run in runs[1:]))):
            times = sorted(times)
            median = statistics.median(times)
            print(f"started {which}, {what}: {median:.3f} s ({times[0]:.3f} to {times[-1]:.3f})")


def watch(args, folder, picture, display, run):
    own = folder / f"run{run}"
    own.mkdir(exist_ok=True)
    names = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"]
    environment = {**os.environ, "DISPLAY": display, **{name: str(own) for name in names}}
    software = sorted(glob.glob("/usr/share/vulkan/icd.d/lvp_icd*.json"))
    if software:
        environment.setdefault("VK_ICD_FILENAMES", software[0])
    with open(picture, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as content:
        start = len(content) - WIDTH * HEIGHT * 4
        samples = lambda: content[start :: 4 * EVERY]
        empty = samples()
        began = time.perf_counter()
        command = [args.program, *([args.book] if args.book else [])]
        program = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        first = last = None
        before = empty
        while (now := time.perf_counter() - began) < args.wait:
            seen = samples()
            if seen != before:
                before, last = seen, now
                if first is None and len(set(seen)) > 8:
                    first = now
            time.sleep(0.002)
        program.terminate()
        program.wait()
    time.sleep(0.3)
    return first or args.wait, last or args.wait


main()
