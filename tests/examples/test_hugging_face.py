"""The fine-tuning example runs on a tiny transformer made here, with every remedy, offline."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

import counterpoise as cp

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")
pytest.importorskip("accelerate")

pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLE = Path(__file__).parents[2] / "examples" / "hugging_face.py"
FEW = ["--steps", "2", "--batch-size", "8", "--beside", "4", "--max-length", "16"]
GROUPS = ["--groups", "gender", "--groups", "religion"]

Refused = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Threads of so small a model only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hugging_face_example", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def comments() -> pl.DataFrame:
    return cp.demo_comments(rows=300)


@pytest.fixture(scope="module")
def file(comments: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("data") / "comments.parquet"
    comments.write_parquet(path)
    return str(path)


@pytest.fixture(scope="module")
def model(comments: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a random network and a tokenizer of the comments' words."""
    folder = tmp_path_factory.mktemp("model")
    words = sorted(set(re.findall(r"\w+", " ".join(comments["text"]).lower())))
    known = {word: place for place, word in enumerate(["[PAD]", "[UNK]", *words])}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(known, unk_token="[UNK]"))
    made.normalizer = tokenizers.normalizers.Lowercase()
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]"
    )
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(known),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=16,
        initializer_range=0.5,  # scores that differ from text to text before any training
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture
def refused(example: ModuleType, model: str, tmp_path: Path, capsys) -> Refused:
    """What is said of arguments that are refused; nothing may be left behind."""

    def said(*arguments: str, of: str = model) -> str:
        out = tmp_path / "out"
        assert example.main([*arguments, "--model", of, "--out", str(out), *FEW]) == 2
        assert not list(tmp_path.glob("out*"))
        return capsys.readouterr().err.splitlines()[-1]

    return said


def flip_gaps(out: Path) -> dict[str, float]:
    """Model -> mean distance of the scores of the two sides of the test pairs."""
    report = cp.PairReport.load(out / "pairs.json")
    table = report.table(metrics=["ctf_gap"], by=["overall"])
    return dict(table.select("model", "value").iter_rows())


def test_pairs_come_to_cost_less_and_everything_is_kept(example, model, file, tmp_path, capsys):
    out = tmp_path / "out"
    options = ["--steps", "20", "--learning-rate", "0.01", "--loss-weight", "10"]
    arguments = [file, "--model", model, "--out", str(out), *GROUPS, *FEW, *options]
    arguments += ["--beside", "16"]
    assert example.main(arguments) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^control: \d+ training rows, no remedy$", printed, re.MULTILINE)
    assert re.search(r"^pairs: \d+ training rows, 16 of \d+ pairs beside", printed, re.MULTILINE)
    costs = [float(cost) for cost in re.findall(r"'loss_pairs': '?([\d.e-]+)", printed)]
    assert len(costs) == 10
    assert sum(costs[5:]) < 0.6 * sum(costs[:5])
    assert "What pairs changed from the control, with 95 % intervals" in printed
    assert "substitution:gender" in printed
    assert f"Report: {out / 'report.html'}" in printed
    gaps = flip_gaps(out)
    assert gaps.keys() == {"control", "pairs"}
    assert gaps["pairs"] != gaps["control"]

    report = cp.Report.load(out / "report.json")
    assert [(one.name, one.control) for one in report.models] == [
        ("control", None),
        ("pairs", "control"),
    ]
    assert {piece.column for piece in report.slices} == {None, "gender", "religion"}
    scores = pl.read_parquet(out / "scores.parquet")
    test = pl.read_parquet(file).filter(split="test")
    assert scores.height == test.height
    saved = example.saved_model(out / "pairs", "cpu", example.parser().parse_args(arguments))
    np.testing.assert_allclose(saved(test["text"].to_list()), scores["score_pairs"], rtol=1e-5)


def test_the_control_alone_is_audited_on_the_embedded_comments(example, model, tmp_path, capsys):
    out = tmp_path / "out"
    arguments = ["--model", model, "--out", str(out), *FEW, "--remedy", "none"]
    assert example.main(arguments) == 0
    report = cp.Report.load(out / "report.json")
    assert [one.name for one in report.models] == ["control"]
    assert report.facts["data"] == "synthetic comments written for counterpoise"
    assert "changed from the control" not in capsys.readouterr().out


def test_dro_in_mixed_precision_with_columns_of_ones_own(
    example, model, comments, tmp_path, capsys
):
    path, out = tmp_path / "own.csv", tmp_path / "out"
    comments.select(
        rude="toxicity",
        comment="text",
        sex=pl.col("gender").list.join("|"),
        part=pl.col("split").replace({"train": "a", "test": "b"}),
    ).write_csv(path)
    columns = ["--label", "rude", "--text", "comment", "--groups", "sex", "--delimiter", "|"]
    parts = ["--split", "part", "--train", "a", "--test", "b"]
    remedy = ["--remedy", "dro", "--mend", "sex=female", "--bf16", "--cpu"]
    arguments = [str(path), "--model", model, "--out", str(out), *FEW, *columns, *parts, *remedy]
    assert example.main(arguments) == 0
    assert "training rows, the worst of 4 groups\n" in capsys.readouterr().out
    report = cp.Report.load(out / "report.json")
    assert [one.name for one in report.models] == ["control", "dro"]
    assert {"overall", "sex=female", "sex=male"} <= {piece.name for piece in report.slices}
    config = transformers.AutoConfig.from_pretrained(out / "dro")
    assert config.id2label == {0: "not rude", 1: "rude"}
    assert not list(out.rglob("*.bin"))


def test_an_interrupted_run_with_mindiff_goes_on_with_the_model_it_was_at(
    example, model, file, tmp_path, capsys, monkeypatch
):
    def interrupted(*_):
        raise KeyboardInterrupt

    out = tmp_path / "out"
    remedy = ["--remedy", "mindiff", "--mend", "gender=female"]
    arguments = [file, "--model", model, "--out", str(out), *GROUPS, *FEW, *remedy]
    with monkeypatch.context() as patched:
        patched.setattr(example, "audit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            example.main(arguments)
    printed = capsys.readouterr().out
    assert "training rows, 8 rows of 1 groups beside each batch\n" in printed
    assert "'loss_gender=female'" in printed
    assert not out.exists()
    assert example.main(arguments) == 0
    assert "training rows" not in capsys.readouterr().out
    assert [one.name for one in cp.Report.load(out / "report.json").models] == [
        "control",
        "mindiff",
    ]


def test_a_group_column_that_there_is_not_is_refused(refused, file):
    assert refused(file, "--groups", "gendr") == (
        f"hugging_face.py: There is no column `gendr` in {file}. Did you mean `gender`? Available: "
        "`id`, `text`, `toxicity`, `gender`, `religion`, `sexual_orientation`, `split`."
    )


def test_a_group_that_there_is_not_is_refused(refused, file):
    options = ["--groups", "gender", "--remedy", "dro", "--mend", "gender=femal"]
    assert refused(file, *options) == (
        "hugging_face.py: A group must be named as column=value, got `gender=femal`. "
        "Did you mean `gender=female`? Available: `gender=female`, `gender=male`."
    )


def test_groups_are_needed_where_they_are_to_be_mended(refused, file):
    assert refused(file, "--remedy", "mindiff") == (
        "hugging_face.py: Examples must have groups to mend, and these have no group column. "
        "Name those that there are: read(..., groups=['gender'])."
    )


def test_terms_that_no_training_text_holds_are_refused(refused, file):
    rows = pl.read_parquet(file).filter(split="train").height
    assert refused(file, "--terms", "disability") == (
        "hugging_face.py: `--terms disability` must be held by some training texts, and none of "
        f"{rows} makes a pair. Name others, such as --terms all."
    )


def test_a_folder_without_a_model_is_refused(refused, file, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    message = refused(file, of=str(empty))
    assert message.startswith(
        "hugging_face.py: Expected a sequence classifier saved as safetensors with its tokenizer, "
        f"by folder or by name on the hub, got `{empty}`. Loading that folder gave: "
    )
    assert message.endswith(
        ". Check the name; without network, give a folder that `save_pretrained` or "
        "`hf download` wrote."
    )


@pytest.mark.skipif(torch.cuda.is_available(), reason="a GPU may compute in bfloat16")
def test_a_precision_that_the_device_lacks_is_refused_before_training(refused, file):
    message = refused(file, "--bf16")
    assert message.startswith(
        "hugging_face.py: Settings must be such that transformers can train with them here, got: "
    )
    assert message.endswith(" Leave --bf16 out, or train on the processor: --cpu.")


def test_a_folder_of_results_is_not_replaced_unasked(example, model, file, tmp_path, capsys):
    assert example.main([file, "--model", model, "--out", str(tmp_path), *FEW]) == 2
    assert capsys.readouterr().err == (
        f"hugging_face.py: {tmp_path} exists already. Choose another --out, or pass --overwrite to "
        "replace it once the new results are whole.\n"
    )


def test_without_transformers_it_says_what_to_install(refused, file, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "transformers" else find(name)
    )
    monkeypatch.delitem(sys.modules, "counterpoise.torch.pretrained", raising=False)
    assert refused(file) == (
        "hugging_face.py: counterpoise.torch.pretrained needs an optional dependency that is not "
        "installed. Install it with: pip install 'counterpoise[transformers]'"
    )


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--steps", "0", "must be a whole number of at least 1, got '0'"),
        ("--learning-rate", "-1", "must be a number above 0, got '-1'"),
        ("--learning-rate", "nan", "must be a number above 0, got 'nan'"),
        ("--remedy", "dpo", "invalid choice: 'dpo'"),
    ],
)
def test_numbers_and_choices_are_checked(example, capsys, option, value, message):
    with pytest.raises(SystemExit, match=r"^2$"):
        example.main(["--model", "m", "--out", "o", option, value])
    assert f"argument {option}: {message}" in capsys.readouterr().err
