import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

PAIR_METRICS = ["accuracy", "counterfactual_loss", "loss"]
OF_VALIDATION = [*PAIR_METRICS, "val_accuracy", "val_counterfactual_loss", "val_loss"]


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    told = {}

    def run(runtime):
        if find_spec(runtime) is None:
            pytest.skip(f"{runtime} is not installed: nothing is tried on it")
        if runtime not in told:
            told[runtime] = _told(runtime, tmp_path_factory.mktemp(runtime))
        return told[runtime]

    return run


def _told(runtime, folder):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("runtime_trial.py")), str(folder)],
        env={**os.environ, "KERAS_BACKEND": runtime, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize("runtime", ["torch", "tensorflow"])
def test_models_train_evaluate_save_and_load_on_other_runtimes(runtime, trial):
    told = trial(runtime)
    assert told["runtime"] == runtime
    assert told["counterfactual"]["metrics"] == OF_VALIDATION
    assert told["counterfactual"]["saved"] < 1e-6
    assert told["counterfactual"]["plain"] == ["accuracy", "loss"]
    assert told["counterfactual"]["predicted"] == [40, 1]
    assert told["min_diff"] == ["a_min_diff_loss", "accuracy", "b_min_diff_loss", "loss"]
    assert told["remedy"] == ["accuracy", "groups_loss", "loss", "pairs_loss"]
    states = told["groups of examples"]["states"]
    assert np.exp(states["dro"]).sum() == pytest.approx(1.0)
    assert states["dro"][0] != states["dro"][1]
    assert max(states["fpr"]) > 0
    assert told["groups of examples"]["evaluated"] == states
    assert told["groups of examples"]["saved"] == states
    assert {"dro_loss", "fpr_loss", "val_dro_loss"} <= set(told["groups of examples"]["metrics"])


def test_tensorflow_datasets_and_tensorboard_work_where_tensorflow_is(trial):
    told = trial("tensorflow")
    assert told["tf.data"] == [*PAIR_METRICS, "val_accuracy", "val_loss"]
    assert told["pairs of arrays"] == 2
    assert told["tf.data of groups"] == ["accuracy", "loss", "min_diff_loss"]
    assert told["tf.data of memberships"] == ["accuracy", "dro_loss", "loss", "pairs_loss"]
    assert told["tf.data of texts"] == [["A gay artist.", "An artist."]]
    assert told["tf.data of rows"] == {
        "metrics": PAIR_METRICS,
        "beside a batch of 2": 2,
        "changed": True,
        "beside batches of 4": [3, 3],
    }
    assert told["exported"] == [40, 1]
    assert told["loss of logits"] == pytest.approx([told["loss of logits"][0]] * 3, rel=1e-5)
    assert {"train", "validation"} <= set(told["logs"])
