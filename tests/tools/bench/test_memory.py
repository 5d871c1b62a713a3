import subprocess
import sys

from tools.bench.memory import Watch

GROW = "import sys; held = bytearray(80_000_000); print(len(held), flush=True); sys.stdin.read()"


def test_the_largest_of_the_processes_that_were_started_is_kept(app):
    watch = Watch()

    program = [sys.executable, "-c", GROW, "jobs.worker"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, **pipes) as worker:
        worker.stdout.readline()
        watch.look()
    watch.look()

    assert watch.megabytes.keys() == {"worker"}
    assert 80 < watch.megabytes["worker"] < 120
