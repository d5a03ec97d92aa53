"""Memory is that of a process and of those it starts."""

import os
import subprocess
import sys

from benches.harvesting import memory

HUNGRY = "import sys; held = bytearray(b'x') * 60_000_000; print(flush=True); sys.stdin.read()"


def test_memory_of_children_counts_and_the_peak_is_kept():
    with memory.sampled(os.getpid()) as before:
        pass
    command = [sys.executable, "-c", HUNGRY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        child.stdout.readline()
        with memory.sampled(os.getpid()) as during:
            pass
        child.stdin.close()
    assert during.peak() - before.peak() > 55


def test_the_peak_of_a_part_leaves_out_what_came_later():
    samples = memory.Samples()
    samples.seen = [(0.0, 100.0), (1.0, 120.0), (8.0, 300.0)]
    assert (samples.peak(), samples.peak(0.25)) == (300.0, 120.0)
