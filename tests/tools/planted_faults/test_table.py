"""The table of planted faults fits the code, so that each of them can be planted."""

import pytest

from tools.planted_faults.__main__ import ROOT, DoesNotApply, planted
from tools.planted_faults.faults import FAULTS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_can_be_planted(fault):
    text = (ROOT / fault.path).read_text()

    assert planted(fault, text) != text
    assert all((ROOT / path).is_file() for path in fault.tests)


@pytest.mark.parametrize("text", ["nothing of the kind", "{old} and {old}"])
def test_a_text_that_is_not_there_once_does_not_apply(text):
    fault = FAULTS[0]

    with pytest.raises(DoesNotApply):
        planted(fault, text.format(old=fault.old))


def test_no_two_faults_have_one_name():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
