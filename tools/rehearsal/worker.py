"""A worker without random delays between retries, so that the same case has the same days."""

from unittest.mock import patch

from jobs import worker

#: Retries are due an hour and a half after the day that they wait: far from every tick of a
#: rehearsed day, so that a machine that is slower gives them the same tick.
JITTER = 0.25

if __name__ == "__main__":
    with patch("random.random", return_value=JITTER):
        worker.main()
