"""What the command line does for someone who mistypes, has a plain console, or has a broken lemma module."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.report.dependencies import result_named

ROOT = Path(__file__).resolve().parents[1]


def test_a_range_that_runs_backwards():
    with pytest.raises(BadInput, match=r"--L 4\.\.2: the range 4\.\.2 is backwards; write 2\.\.4"):
        read_run("4..2")


@pytest.mark.parametrize("typed", ["A.9", "a9", "Lemma A.9", "lemma_a9"])
def test_results_go_by_the_names_of_lemmas(typed):
    assert result_named(catalogue.revision("full-text"), typed) == "A.9"


def test_other_kinds_of_results():
    book = catalogue.revision("full-text")
    assert result_named(book, "theorem_3_5") == "3.5"
    assert result_named(book, "section 1") == "Section 1"
    assert result_named(book, "B.7") is None


def test_a_whole_result_is_explained_by_its_statements(capsys):
    assert main(["explain", "a9"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("A.9  Outer-product Hessian")
    assert "A.9/bulk_multiplicity" in told and "python -m verify explain A.9/" in told


def test_a_mistyped_command_is_told_from_a_mistyped_lemma(capsys):
    assert main(["audti", "mine.toml"]) == 2
    assert capsys.readouterr().err == "error: unknown command 'audti': did you mean audit?\n"
    assert main(["a99"]) == 2
    assert "unknown lemma 'a99': did you mean lemma_a9?" in capsys.readouterr().err


def test_without_arguments_the_help_says_how_to_check_a_result(capsys):
    assert main([]) == 0
    told = capsys.readouterr()
    assert "python -m verify a9" in told.out and told.err == ""


def test_ctrl_c_says_so_whatever_typer_makes_of_it(capsys, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.commands.audit.read_run", interrupted)
    assert main(["audit", "excerpt"]) == 130
    assert capsys.readouterr().err.strip() == "interrupted"


def test_ctrl_c_inside_a_garbage_collection_is_not_lost():
    program = """if True:
        import gc, sys, time
        from verify.__main__ import interrupt_again
        def callback(phase, info):
            gc.callbacks.remove(callback)
            raise KeyboardInterrupt
        sys.unraisablehook = interrupt_again
        gc.callbacks.append(callback)
        try:
            gc.collect()
            for _ in range(600): time.sleep(0.1)
            print("lost")
        except KeyboardInterrupt:
            print("raised")
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("raised\n", "")


@pytest.mark.parametrize("slow", ["flint", "sympy", "typer"])
def test_ctrl_c_while_importing_is_one_word(tmp_path, slow):
    (tmp_path / f"{slow}.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(60)\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "verify", "a9"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell in the background has it ignored
    )
    assert process.stdout is not None and process.stdout.readline() == "importing\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "interrupted\n")


def test_importing_the_package_leaves_ctrl_c_alone():
    program = "import signal, verify; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert found.stdout == "True\n"


def test_no_description_of_a_command_is_cut(process):
    told = process("--help", env={**os.environ, "COLUMNS": "80"}).stdout
    commands = told.split("Commands:\n")[1].splitlines()
    assert len(commands) > 15
    assert [line for line in commands if not re.fullmatch(r"  [a-z]+ +\S.*[^.][.?]", line) or len(line) > 80] == []


def test_a_file_in_the_folder_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["audit", "mine"]) == 2
    assert "or give the path of a .toml file" in capsys.readouterr().err
    (tmp_path / "mine.toml").write_text('extends = "full-text"\nrevision = "mine"\n')
    for arguments in (["audit", "mine"], ["diff", "full-text", "mine"], ["a9", "--revision", "mine"]):
        assert main(arguments) == 2
        told = capsys.readouterr().err
        assert told.endswith("for the file beside you write mine.toml\n") and told.count("\n") == 1
    assert main(["audit", "mine.toml"]) == 0


def test_a_statement_that_nobody_checks_says_where_to_read_on(tmp_path, capsys):
    file = tmp_path / "more.toml"
    text = 'extends = "full-text"\nrevision = "more"\n["A.9".brand_new]\nwhere = "x"\nlatex = "y"\nvalue = "r"\n'
    file.write_text(text, encoding="utf-8")
    assert main(["audit", str(file)]) == 1
    assert "how to write one: docs/add_a_lemma.md" in capsys.readouterr().out
    assert (ROOT / "docs" / "add_a_lemma.md").is_file()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_console_of_few_letters_shows_what_it_can(process, encoding):
    done = process("explain", "A.2", encoding=encoding, env={**os.environ, "PYTHONIOENCODING": f"{encoding}:strict"})
    assert done.returncode == 0
    assert "Traceback" not in done.stderr and "A.2/" in done.stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1\ny = (", r"lemma_broken.py:2: SyntaxError"),
        ("\nimport nowhere_at_all", r"lemma_broken.py:2: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("\n\nfrom verify import nonsense", r"lemma_broken.py:3: ImportError"),
        ("1/0", r"lemma_broken.py:1: ZeroDivisionError"),
    ],
)
def test_a_broken_module_is_one_line(tmp_path, monkeypatch, source, words):
    import lemmas

    (tmp_path / "lemma_broken.py").write_text(source)
    monkeypatch.setattr(lemmas, "__path__", [*lemmas.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "lemmas.lemma_broken", raising=False)
    with pytest.raises(BadInput, match=f"the module lemmas.lemma_broken cannot be loaded: .*{words}") as refusal:
        catalogue.lemma("lemma_broken")
    assert len(str(refusal.value).splitlines()) == 1


def test_a_depth_that_a_lemma_excludes_is_one_line_before_any_work(capsys):
    assert main(["a9", "--L", "1"]) == 2
    assert capsys.readouterr().err == "error: A.9 assumes L >= 2: --L 1 has no instance\n"
