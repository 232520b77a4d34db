"""What the benches share: the release build of zoo, child processes with limits, tables."""

import json
import os
import pathlib
import platform
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEER = ROOT / "Tools/bench/peer.py"


def text(*command):
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def add_zoo_options(parser):
    """Adds the options that say which zoo is measured."""
    parser.add_argument("--zoo", type=pathlib.Path,
                        help="measure this program; default: build this checkout with -c release")
    parser.add_argument("--scratch-path", help="folder of that build, as for swift build")


def zoo(options):
    """The program to measure, built first unless it was given."""
    if options.zoo:
        return options.zoo.resolve()
    build = ["swift", "build", "-c", "release"]
    where = ["--scratch-path", options.scratch_path] if options.scratch_path else []
    subprocess.run([*build, *where, "--product", "zoo"], cwd=ROOT, check=True)
    return pathlib.Path(text(*build, *where, "--show-bin-path")) / "zoo"


def peers_python():
    return text("Tools/bench/peers-env")


class ChildFailed(Exception):
    """A child process ended with a status other than 0."""


def run(command, cores=None):
    """Runs a child on the first `cores` cores; returns (parsed JSON, peak resident bytes)."""
    environment = dict(os.environ)
    if cores:
        environment["OMP_NUM_THREADS"] = str(cores)

    def pin():
        if cores and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])

    child = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, env=environment, preexec_fn=pin)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise ChildFailed(f"{' '.join(map(str, command))} exited with {child.returncode}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return json.loads(printed) if printed.strip() else None, usage.ru_maxrss * unit


def markdown(header, rows):
    """A table; the first column is text, the others are aligned to the right."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|--:" * (len(header) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def machine():
    """The processor, its cores, the system, and the commit that is measured."""
    processor = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    changed = " with changes" if text("git", "status", "--porcelain") else ""
    return {
        "processor": processor, "cores": os.cpu_count(), "system": platform.platform(),
        "commit": text("git", "rev-parse", "--short", "HEAD") + changed}
