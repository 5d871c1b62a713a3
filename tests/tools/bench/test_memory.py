import subprocess
import sys

from tools.bench import memory
from tools.bench.memory import Watch

GROW = "import sys; held = bytearray(80_000_000); print(len(held), flush=True); sys.stdin.read()"


def test_the_largest_of_the_processes_that_were_started_is_kept(app, monkeypatch):
    # A kind of its own: servers that other tests share are children of this process, too.
    monkeypatch.setattr(memory, "KINDS", {"a.worker.of.this.test": "worker"})
    watch = Watch()

    program = [sys.executable, "-c", GROW, "a.worker.of.this.test"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, **pipes) as worker:
        worker.stdout.readline()
        watch.look()
    watch.look()

    assert watch.megabytes.keys() == {"worker"}
    assert 80 < watch.megabytes["worker"] < 120
