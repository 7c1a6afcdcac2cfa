"""Hostile revision files: read, or refused in one message that names the file; nothing executes and nothing hangs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import often
from verify.errors import BadInput
from verify.paper.revisions import load

ROOT = Path(__file__).parent.parent.parent
quietly = settings(derandomize=True, database=None, deadline=None, max_examples=often(150, 50))
PLACES = {  # one file with a hole for a value in each place; values are TOML source
    "revision": '"small"',
    "title": '"t"',
    "source": '"s"',
    "symbols": '{ L = "depth", r = "rank" }',
    "reading": '{ text = "as printed", rank_xx = "r", given = ["r >= 1"] }',
    "result_title": '"one"',
    "uses": '["axiom: a"]',
    "given": '["L >= 2"]',
    "conventions": '["r >= 1"]',
    "readings": '["padded"]',
    "not_checkable": '["x"]',
    "kind": '"statement"',
    "where": '"Lemma A.9"',
    "latex": "'r^2'",
    "value": '"r**2"',
    "severity": '"false"',
    "because": '"b"',
    "refuted_by": '"c"',
    "witness": "{ any = { L = 2 } }",
    "repaired": '{ value = "r" }',
    "bindings": '{ "lem:x" = { statements = ["A.1"] } }',
}
NAMES = {"reading": "readings.padded", "result_title": "title"}


def filled(**changes: str) -> str:
    p = {**PLACES, **changes}
    head = "".join(f"{k} = {p[k]}\n" for k in ("revision", "title", "source", "symbols", "bindings"))
    result = "".join(f"{k} = {p[k]}\n" for k in ("uses", "given", "conventions", "readings", "not_checkable"))
    statement = "".join(f"{k} = {p[k]}\n" for k in ("kind", "where", "latex", "value"))
    finding = "".join(f"{k} = {p[k]}\n" for k in ("severity", "because", "refuted_by", "witness", "repaired"))
    return (
        f'{head}readings = {{ padded = {p["reading"]} }}\n["A.1"]\ntitle = {p["result_title"]}\n{result}'
        f'["A.1".count]\n{statement}["A.1".count.finding]\n{finding}'
    )


def outcome(folder: Path, content: bytes) -> str:
    """The refusal of a file, empty when it is read; any other exception is a failure of the test."""
    path = folder / "small.toml"
    path.write_bytes(content)
    try:
        load(path)
    except BadInput as error:
        assert str(error).startswith(str(path))
        return str(error)
    return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


def test_the_file_with_the_holes_is_good(folder):
    assert outcome(folder, filled().encode()) == ""


@quietly
@given(content=st.binary(max_size=200))
def test_random_bytes(folder, content):
    outcome(folder, content)


@quietly
@given(text=st.text(max_size=60), key=st.sampled_from(sorted(PLACES)), quote=st.booleans())
def test_random_text_at_every_place(folder, text, key, quote):
    shown = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if quote else text
    outcome(folder, filled(**{key: shown}).encode("utf-8", "surrogatepass"))


WRONG = ("3", "-1", "0.5", "nan", "inf", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "[]",
         "[[[]]]", "{}", "true", "false",
         "[1]", "[{}]", "{ a = { b = 1 } }", '"\\u202e"', "9223372036854775807", "1" * 5000, "0x" + "f" * 9000)  # fmt: skip


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("key", sorted(PLACES))
def test_values_of_the_wrong_type_are_refused_by_key(folder, key, value):
    told = outcome(folder, filled(**{key: value}).encode())
    harmless = {
        "uses": ("[]",), "given": ("[]",), "conventions": ("[]",), "readings": ("[]",), "not_checkable": ("[]",),
        "bindings": ("{}",),
    }  # fmt: skip
    if value in harmless.get(key, ()):
        assert told == ""
        return
    assert told
    if "not TOML" not in told and key not in ("symbols", "reading", "readings", "revision", "bindings"):
        assert NAMES.get(key, key) in told or "A.1" in told


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('touch executed')",
        "().__class__.__base__.__subclasses__()",
        "r.__class__",
        "__class__",
        "r[0].__init__",
        "(lambda: r)()",
        "[x for x in r]",
        "f'{r}'",
        "r if r else L",
        "(r := 2)",
        "r @ L",
        "r // L",
        "r % L",
        "~r",
        "1.5",
        "1e400",
        "True",
        "None",
        "...",
        "'r'",
        "b'r'",
        "1j",
        "eval",
        "Sum",
        "Sum(r)",
        "Sum(r, (L, 1))",
        "Sum(r, (k, 1, 10**12))",
        "Product(2, (k, 1, 10**6))",
        "9**9**9**9",
        "2**(-(10**12))",
        "Binomial(10**6, 5*10**5)",
        "Min()",
        "Piecewise()",
        "Piecewise((1, r > 2))",
        "Piecewise((1, 2), 3)",
        "r\u0435",
        "\uff52**2",  # a full-width r
        "r**\u00b2",
        "\u03bb",
        "r\u200b",
        "(" * 3000 + "r" + ")" * 3000,
        "-" * 1900 + "r",
        "r[" * 80 + "1" + "]" * 80,
        "r" * 3000,
        "9" * 1999 + "**9999",
        "",
        " ",
        "#",
        "r; L",
        "r\\\nL",
        "*r",
        "r(1)",
        "Sum(r, (k, 1, 2), x=1)",
    ],
)
@pytest.mark.parametrize("key", ["value", "given", "repaired", "rank_xx"])
def test_formulas_outside_the_grammar_are_refused_with_table_and_key(folder, key, formula):
    quoted = '"' + formula.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    changes = {
        "value": {"value": quoted},
        "given": {"given": f"[{quoted}]"},
        "repaired": {"repaired": f"{{ value = {quoted} }}"},
        "rank_xx": {"reading": f'{{ text = "x", rank_xx = {quoted} }}'},
    }[key]
    told = outcome(folder, filled(**changes).encode())
    table = {"value": '["A.1".count] value', "given": '["A.1"] given', "repaired": '["A.1".count.finding.repaired] value'}
    assert table.get(key, "[readings.padded] rank_xx") in told or "control character" in told
    assert not (ROOT / "executed").exists() and not Path("executed").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a." * 30_000 + "a = 1", "parts"),
        ("[" + "a." * 30_000 + "a]", "parts"),
        ("x = {s = '''\n''', " + "a." * 30_000 + "a=1, z=''}", "parts"),
        ("x = " + "[" * 40 + "]" * 40, "deep"),
        ("x = " + "[" * 30_000, "not TOML"),
        ("x = " + "{a=" * 30_000, "not TOML"),
        ("x = " + "9" * 100_000, "not TOML"),
        ("x = 0x" + "f" * 100_000, r"10\^18"),
        ("#" * 2_000_000, "larger than"),
        ('revision = "a"\nrevision = "b"', "not TOML"),
        ('["A.1"]\n["A.1"]', "not TOML"),
        ('"a\\u202eb" = 1', "control character"),
        ("x = 1\x00", "not TOML"),
        ("extends = 3", "extends"),
        ('extends = "../../etc/passwd"', "without a folder"),
        ('extends = "/etc/passwd"', "without a folder"),
        ('extends = "small"', "circle"),
        ('extends = "small.toml"', "circle"),
        ('extends = ".."', "no such revision file"),
        ('extends = "nowhere"', "no such revision file"),
    ],
)
def test_files_are_refused_as_a_whole(folder, content, words):
    path = folder / "small.toml"
    path.write_text(content)
    with pytest.raises(BadInput, match=words) as refusal:
        load(path)
    assert str(refusal.value).startswith(str(folder))
    assert len(str(refusal.value)) < 600


def test_what_is_no_plain_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    os.symlink(tmp_path / "loop.toml", tmp_path / "loop.toml")
    os.symlink("/dev/zero", tmp_path / "zero.toml")
    for name in ("pipe", "folder", "loop", "zero"):
        with pytest.raises(BadInput, match=f"{name}.toml"):
            load(tmp_path / f"{name}.toml")


def test_long_and_circular_chains_of_revisions(tmp_path):
    for i in range(30):
        (tmp_path / f"c{i}.toml").write_text(f'extends = "c{i + 1}"')
    with pytest.raises(BadInput, match="extend one another"):
        load(tmp_path / "c0.toml")
    (tmp_path / "a.toml").write_text('extends = "b"')
    os.symlink(tmp_path / "a.toml", tmp_path / "b.toml")
    with pytest.raises(BadInput, match="circle"):
        load(tmp_path / "a.toml")


def test_bombs_end(tmp_path):
    """In a process of its own: a hang ends the test after a minute instead of hanging it."""
    series = "Sum(Sum(Sum(1, (i, 1, 9999)), (j, 1, 9999)), (k, 1, 9999))"
    repeated = "+".join(["Sum(1/k, (k, 1, 9999))"] * 50) + "+ r"
    statements = "".join(f'["A.1".s{i}]\nwhere = "x"\nlatex = "x"\nvalue = "{repeated}"\n' for i in range(300))
    (tmp_path / "series.toml").write_text(filled(value=f'"{series}"'))
    (tmp_path / "many.toml").write_text(filled() + statements)
    (tmp_path / "binomials.toml").write_text(filled(value='"Sum(Binomial(30000, 12000 + k), (k, 1, 5000))"'))
    (tmp_path / "powers.toml").write_text(filled(value='"Sum(1/(3**120000 + k), (k, 1, 9999))"'))
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from verify.paper.revisions import load\nfrom verify.errors import BadInput\n"
        "for name in sys.argv[1:]:\n    try:\n        load(Path(name))\n"
        "    except BadInput as error:\n        print(error)\n"
    )
    files = [str(path) for path in sorted(tmp_path.glob("*.toml"))]
    done = subprocess.run([sys.executable, "-c", code, *files], cwd=ROOT, timeout=60, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
