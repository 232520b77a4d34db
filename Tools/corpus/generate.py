#!/usr/bin/env python3
"""Writes the hostile corpus: files nobody should trust, and the verdict on each.

    generate.py                  refresh Tests/Model/Weights/Corpus (small files)
    generate.py --all FOLDER     write every case, the large ones too, into FOLDER
    generate.py --check          fail when the committed files differ from what this script makes

Needs the standard library only; the same bytes come out on every run. Cases larger than
32 KiB are not committed: the tests make them in Swift (LargeCases.swift). `verdicts.tsv` has a
line for every case: kind, name, verdict, and whether the case is a file or made in Swift. The
error code each refusal must have is pinned in `codes.tsv`, which the tests read as well.
"""

import pathlib
import sys

import pickle_cases
import safetensors_cases

LARGEST_COMMITTED = 32 << 10
CORPUS = pathlib.Path(__file__).resolve().parents[2] / "Tests/Model/Weights/Corpus"
KINDS = {"safetensors": safetensors_cases.CASES, "pth": pickle_cases.CASES}


def files(everything):
    """Relative path -> bytes, the table of verdicts included."""
    made, lines = {}, []
    for kind, cases in KINDS.items():
        for name, (content, verdict) in cases.items():
            small = len(content) <= LARGEST_COMMITTED
            lines.append(f"{kind}\t{name}\t{verdict}\t{'file' if small else 'swift'}\n")
            if small or everything:
                made[f"{kind}/{name}.{kind}"] = content
    made["verdicts.tsv"] = "".join(lines).encode()
    return made


def main(arguments):
    if arguments[:1] == ["--all"] and len(arguments) == 2:
        folder, made = pathlib.Path(arguments[1]), files(everything=True)
    elif not arguments or arguments == ["--check"]:
        folder, made = CORPUS, files(everything=False)
    else:
        sys.exit(__doc__)
    if arguments == ["--check"]:
        wrong = [n for n, b in made.items()
                 if not (folder / n).is_file() or (folder / n).read_bytes() != b]
        sys.exit(f"stale: {', '.join(wrong)}" if wrong else 0)
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    counts = ", ".join(f"{len(cases)} {kind}" for kind, cases in KINDS.items())
    print(f"{counts} cases; {len(made) - 1} files, {sum(map(len, made.values()))} bytes in {folder}")


main(sys.argv[1:])
