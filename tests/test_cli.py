"""The command line as people and scripts call it: what it prints, and how it ends."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from slackbot.cli import app

EXAMPLES = Path(__file__).parents[1] / "examples"
ON = ("--on", "2026-11-23")


@pytest.fixture
def call():
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words])


@pytest.fixture
def changed(tmp_path: Path):
    """An example intake with some dotted fields changed."""

    def write(name: str, **fields: object) -> Path:
        content = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text())
        for dotted, value in fields.items():
            *parents, last = dotted.split("__")
            target = content
            for parent in parents:
                target = target[parent]
            target[last] = value
        path = tmp_path / "intake.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def test_check_prints_one_json_object_with_the_agreed_keys(call) -> None:
    result = call("check", EXAMPLES / "lumbar_strong.yaml", *ON, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {
        *("problems", "pathway", "strength", "support", "rebuttals", "gaps", "code_check", "deadlines"),
        *("rights", "estimate", "checklist", "rulebook_version"),
    } <= set(found)
    assert found["strength"] == "strong"
    assert set(found["pathway"]) >= {"kind", "reasons"}
    assert set(found["deadlines"][0]) >= {"level", "action", "latest", "safe", "basis", "counted"}
    assert set(found["support"][0]) >= {
        *("source", "topic", "variant", "procedure", "rating", "met", "unmet", "unknown", "citation")
    }


def test_check_of_several_files_prints_an_array_that_names_them(call) -> None:
    files = sorted(EXAMPLES.glob("*.yaml"))
    found = json.loads(call("check", *files, *ON, "--json").stdout)
    assert [each["file"] for each in found] == [str(path) for path in files]


def test_check_says_it_in_words_too(call) -> None:
    said = call("check", EXAMPLES / "lumbar_weak.yaml", *ON).stdout
    assert "UNSUPPORTED" in said
    assert "Missing" in said
    assert "Deadlines" in said


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"denial__notice_date": "2026-11-24"}, "denial.notice_date", "after today"),
        ({"denial__received_date": "2026-11-01"}, "denial.received_date", "before"),
        ({"exam__cpt": "99999"}, "exam.cpt", "99999"),
        ({"exam__cpt": 72148}, "exam.cpt", "quotes"),
        ({"coverage__plan": "erisa"}, "coverage.plan", "erisa_self_funded"),
        ({"coverage__colour": "blue"}, "coverage.colour", ""),
        ({"patient__age_years": "old"}, "patient.age_years", ""),
        ({"clinical__why_mri": "x" * 3_001}, "clinical.why_mri", "3000"),
        ({"clinical__symptoms": ["radiculer_pain"]}, "clinical.symptoms.0", "radicular_pain"),
    ],
)
def test_a_fault_is_named_with_its_field_and_ends_with_2(call, changed, fields, field, words) -> None:
    path = changed("lumbar_strong", **fields)
    result = call("check", path, *ON, "--json")
    assert result.exit_code == 2
    problems = {each["field"]: each["message"] for each in json.loads(result.stdout)["problems"]}
    assert field in problems, problems
    assert words in problems[field].replace(",", "")
    assert "Traceback" not in result.output


def test_every_fault_is_listed_at_once(call, changed) -> None:
    path = changed("lumbar_strong", exam__cpt="99999", coverage__plan="none", denial__notice_date="2027-01-01")
    problems = json.loads(call("check", path, *ON, "--json").stdout)["problems"]
    assert {"exam.cpt", "coverage.plan", "denial.notice_date"} <= {each["field"] for each in problems}


@pytest.mark.parametrize("content", ["a: 1\na: 2\n", "- 1\n", "a: [", ""])
def test_a_file_that_is_no_intake_is_refused_in_words(call, tmp_path: Path, content: str) -> None:
    path = tmp_path / "intake.yaml"
    path.write_text(content)
    result = call("check", path)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_file_that_is_not_there_is_refused_in_words(call, tmp_path: Path) -> None:
    result = call("check", tmp_path / "none.yaml")
    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_deadlines_give_every_level(call) -> None:
    found = json.loads(call("deadlines", EXAMPLES / "lumbar_strong.yaml", *ON, "--json").stdout)["deadlines"]
    filing = {each["level"]: each for each in found if each["kind"] == "filing"}
    assert filing["internal_appeal_1"]["latest"] == "2027-05-04"
    assert filing["internal_appeal_1"]["safe"] == "2027-04-30"
    assert filing["federal_external_review"]["safe"] is None
    assert "2560.503-1(h)(3)(i)" in filing["internal_appeal_1"]["basis"]["section"]


def test_draft_writes_every_letter_in_both_formats_and_fill_completes_one(call, tmp_path: Path) -> None:
    result = call("draft", EXAMPLES / "lumbar_strong.yaml", *ON, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    names = {path.name for path in tmp_path.iterdir()}
    for kind in ("appeal", "medical-necessity", "criteria-request"):
        assert {f"lumbar_strong-{kind}.docx", f"lumbar_strong-{kind}.pdf"} <= names
    identity = tmp_path / "identity.yaml"
    identity.write_text('patient_name: "José Łukasz"\n')
    refused = call("fill", tmp_path / "lumbar_strong-appeal.docx", identity)
    assert refused.exit_code == 2
    assert "MEMBER_NUMBER" in refused.stderr
    identity.write_text(
        'patient_name: "José Łukasz"\ndate_of_birth: "1972-02-29"\nmember_number: "M-1"\nclaim_number: "C-1"\n'
        'addressee: ["Example Health", "Appeals"]\n'
    )
    filled = call("fill", tmp_path / "lumbar_strong-appeal.docx", identity)
    assert filled.exit_code == 0, filled.output
    assert (tmp_path / "lumbar_strong-appeal-filled.docx").exists()
    assert call("fill", tmp_path / "lumbar_strong-appeal.pdf", identity).exit_code == 0
    assert (tmp_path / "lumbar_strong-appeal-filled.pdf").read_bytes().startswith(b"%PDF")


def test_draft_takes_a_folder_tells_of_invalid_intakes_and_goes_on(call, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in ("lumbar_strong", "breast_24"):
        (folder / f"{name}.yaml").write_text((EXAMPLES / f"{name}.yaml").read_text())
    (folder / "broken.yaml").write_text("reference: X\n")

    result = call("draft", folder, *ON, "--out", out, "--kind", "fax_cover")

    assert result.exit_code == 2
    assert "broken.yaml: the intake cannot be used" in result.stderr
    assert {path.name for path in out.glob("*.docx")} == {"lumbar_strong-fax-cover.docx", "breast_24-fax-cover.docx"}


def test_draft_of_an_empty_folder_is_invalid(call, tmp_path: Path) -> None:
    assert call("draft", tmp_path, *ON).exit_code == 2


def test_trace_prints_what_every_sentence_stands_on(call, tmp_path: Path) -> None:
    printed = call("draft", EXAMPLES / "lumbar_strong.yaml", *ON, "--out", tmp_path, "--kind", "appeal", "--trace")

    lines = printed.stdout.splitlines()
    weeks = next(number for number, line in enumerate(lines) if line.strip() == "9 weeks")
    assert lines[weeks + 1] == "      <- fields: clinical.duration_weeks; rules: low_back_pain_3"
    greeting = next(number for number, line in enumerate(lines) if "To the reviewing clinician" in line)
    assert lines[greeting + 1] == "      <- the wording of the template"


def test_the_schema_accepts_the_examples_and_lists_the_rulebooks_values(call) -> None:
    schema = json.loads(call("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in EXAMPLES.glob("*.yaml"):
        intake = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
        jsonschema.validate(intake, schema)
    assert "low_back_pain" in schema["$defs"]["Clinical"]["properties"]["topic"]["enum"]
    assert "72148" in schema["$defs"]["Exam"]["properties"]["cpt"]["enum"]


def test_the_gallery_writes_a_file_a_surface(call, tmp_path: Path) -> None:
    assert call("gallery", tmp_path).exit_code == 0
    surfaces = [json.loads(path.read_text()) for path in tmp_path.glob("*.json")]
    assert len(surfaces) > 10
    assert all("blocks" in surface for surface in surfaces)


def test_the_rulebook_can_be_listed_and_shown(call) -> None:
    assert "low_back_pain" in call("rules", "list").stdout
    shown = call("rules", "show", "low_back_pain_3").stdout
    assert "Usually Appropriate" in shown
    assert "checked" in shown
    missing = call("rules", "show", "low_back_pian_3")
    assert missing.exit_code == 2
    assert "low_back_pain_3" in missing.stderr
    assert call("rules", "lint").exit_code == 0


def test_bot_and_worker_ask_for_a_token(call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    for part in ("bot", "worker"):
        result = call(part)
        assert result.exit_code == 2
        assert "SLACK_BOT_TOKEN" in result.stderr


def test_every_command_has_help(call) -> None:
    listed = call("--help").stdout
    for name in (
        "run",
        "bot",
        "worker",
        "sandbox",
        "check",
        "draft",
        "deadlines",
        "rules",
        "schema",
        "gallery",
        "fill",
    ):
        assert name in listed
        assert call(name, "--help").exit_code == 0
