"""The command line `mri-appeal`: what people, scripts and checks call. Parses, calls, prints; decides nothing."""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from rules import IntakeInvalid, Rulebook, RulebookError, assess, coverage, load_rulebook, read_intake, read_yaml
from rules.describe import listing, show
from rules.json_schema import intake_schema
from rules.lint import lint
from rules.model import Assessment, Intake, Problem
from slackbot import app as house
from slackbot import doctor as examination
from slackbot import drafting, report, running
from slackbot import gallery as surfaces
from slackbot import settings as configuration
from slackbot.dry_run import dry_run
from slackbot.errors import BotError
from slackbot.fill import FillRefused, fill, read_identity
from slackbot.letter import Kind
from slackbot.settings import Settings, SettingsInvalid

app = typer.Typer(
    help="Denied MRI in, honest assessment, traceable letter and deadlines out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rules_app = typer.Typer(help="The rulebook, for a clinician's or lawyer's review.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

Intakes = Annotated[
    list[Path], typer.Argument(help="Intake files (YAML), see `mri-appeal schema`.", metavar="INTAKE.yaml…")
]
OneIntake = Annotated[
    Path, typer.Argument(help="An intake file (YAML), see `mri-appeal schema`.", metavar="INTAKE.yaml")
]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to count from; today if left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


Done = TypeVar("Done")


class InvalidInput(Exception):  # noqa: N818 -- an answer to the user: exit 2
    """What was given cannot be used; holds every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems, each with its field."""
        super().__init__("; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems))
        self.problems = problems


def _day(on: datetime | None) -> date:
    return on.date() if on else date.today()  # noqa: DTZ011 -- the user's own calendar day


def _intake(path: Path, rulebook: Rulebook, on: date) -> Intake:
    """Read one intake file; raises InvalidInput with every fault."""
    try:
        content = read_yaml(path)
    except FileNotFoundError:
        raise InvalidInput((Problem(field="", message=f"{path}: there is no such file"),)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput((Problem(field="", message=f"{path}: cannot be read ({type(error).__name__})"),)) from None
    except RulebookError as error:
        raise InvalidInput(tuple(Problem(field="", message=fault) for fault in error.faults)) from None
    try:
        return read_intake(content, rulebook, on)
    except IntakeInvalid as error:
        raise InvalidInput(error.problems) from None


def _assess_all(paths: list[Path], on: date) -> dict[Path, Assessment | InvalidInput]:
    rulebook = load_rulebook()
    found: dict[Path, Assessment | InvalidInput] = {}
    for path in paths:
        try:
            found[path] = assess(_intake(path, rulebook, on), rulebook, on)
        except InvalidInput as error:
            found[path] = error
    return found


def _print_faults(path: Path, error: InvalidInput) -> None:
    typer.echo(f"{path}: the intake cannot be used:", err=True)
    for problem in error.problems:
        typer.echo(f"  {problem.field or 'file'}: {problem.message}", err=True)


def _as_json(found: dict[Path, Assessment | InvalidInput]) -> str:
    """One object for one file; for several an array whose objects also name their `file`."""
    objects = [
        {"problems": [p.model_dump() for p in result.problems]}
        if isinstance(result, InvalidInput)
        else result.model_dump(mode="json")
        for result in found.values()
    ]
    if len(objects) == 1:
        return json.dumps(objects[0], indent=2, ensure_ascii=False)
    named = [{"file": str(path), **fields} for path, fields in zip(found, objects, strict=True)]
    return json.dumps(named, indent=2, ensure_ascii=False)


def _exit(found: dict[Path, Assessment | InvalidInput]) -> None:
    if any(isinstance(result, InvalidInput) for result in found.values()):
        raise typer.Exit(2)


@app.command()
def check(intakes: Intakes, on: On = None, as_json: AsJson = False) -> None:  # noqa: FBT002 -- typer's flags
    """Assess intakes: exit 0 when all were assessed, 2 when one is invalid (every fault listed with its field)."""
    found = _assess_all(intakes, _day(on))
    if as_json:
        typer.echo(_as_json(found))
    for path, result in found.items():
        if isinstance(result, InvalidInput):
            _print_faults(path, result)
        elif not as_json:
            typer.echo(report.assessment(result))
    _exit(found)


@app.command()
def deadlines(intake: OneIntake, on: On = None, as_json: AsJson = False) -> None:  # noqa: FBT002 -- the library makes a flag of it
    """Print every level with latest, safe, basis and how it was counted."""
    found = _assess_all([intake], _day(on))
    result = found[intake]
    if isinstance(result, InvalidInput):
        if as_json:
            typer.echo(_as_json(found))
        _print_faults(intake, result)
    elif as_json:
        steps = [step.model_dump(mode="json") for step in result.deadlines]
        typer.echo(json.dumps({"reference": result.reference, "deadlines": steps}, indent=2, ensure_ascii=False))
    else:
        typer.echo(report.deadlines(result))
    _exit(found)


@app.command()
def draft(
    intakes: Annotated[
        list[Path], typer.Argument(help="Intake files (YAML), or folders of them.", metavar="INTAKE.yaml|FOLDER…")
    ],
    on: On = None,
    out: Annotated[Path, typer.Option(help="Where to write.")] = Path("out"),
    kind: Annotated[Kind | None, typer.Option(help="Only this kind of letter.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Print what every sentence stands on.")] = False,  # noqa: FBT002 -- the library makes a flag of it
) -> None:
    """Write the assessment and all letters that fit as .docx and .pdf, without Slack; exit 2 where one is invalid."""
    rulebook, day, head = load_rulebook(), _day(on), house.letterhead(_settings())
    task = drafting.Drafting(out=out, day=day, letterhead=head, rulebook=rulebook, kinds=(kind,) if kind else ())

    def work(path: Path) -> drafting.Drafted | InvalidInput:
        try:
            found = _intake(path, rulebook, day)
        except InvalidInput as error:
            return error
        return task.write(path.stem, found, assess(found, rulebook, day))

    paths = drafting.intake_files(intakes)
    results = dict(_with_bar(drafting.at_once(paths, work), len(paths)))
    for path in paths:
        _tell_drafts(path, results[path], trace=trace)
    if not paths or any(isinstance(result, InvalidInput) for result in results.values()):
        raise typer.Exit(2)


def _with_bar(work: Iterator[Done], count: int) -> Iterator[Done]:
    """The work, with a bar that shows how far it is where there is more than one thing to do."""
    if count < 2:
        yield from work
        return
    with typer.progressbar(work, length=count, label="Drafting", file=sys.stderr) as bar:
        yield from bar


def _tell_drafts(path: Path, result: drafting.Drafted | InvalidInput, *, trace: bool) -> None:
    if isinstance(result, InvalidInput):
        _print_faults(path, result)
        return
    for file, made in result:
        typer.echo(file)
        if trace and made and file.suffix == ".docx":
            typer.echo(report.trace(made))


@app.command(name="fill")
def fill_letter(
    file: Annotated[Path, typer.Argument(metavar="LETTER", help="A letter that the bot made, .docx or .pdf.")],
    identity: Annotated[Path, typer.Argument(metavar="IDENTITY.yaml", help="patient_name, date_of_birth, …")],
    out: Annotated[Path | None, typer.Option(help="Where to write; beside the letter if left out.")] = None,
) -> None:
    """Put the patient's identity into a letter's placeholders, on this machine; refuses while one stays open."""
    try:
        filled = fill(file.read_bytes(), read_identity(identity))
    except OSError as error:
        _fail(f"{file}: cannot be read ({type(error).__name__})", code=2)
    except FillRefused as error:
        _fail("\n".join(["The letter was not filled:", *(f"  {fault}" for fault in error.faults)]), code=2)
    _write(out or file.with_name(f"{file.stem}-filled{file.suffix}"), filled)


@app.command()
def schema() -> None:
    """Print the JSON Schema of an intake, with every value that the rulebook knows."""
    typer.echo(json.dumps(intake_schema(load_rulebook()), indent=2, ensure_ascii=False))


@app.command()
def gallery(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")]) -> None:
    """Write every surface of the bot in every state as Block Kit JSON, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, surface in surfaces.surfaces().items():
        _write(folder / f"{name}.json", json.dumps(surface, indent=2, ensure_ascii=False).encode())


@rules_app.command(name="list")
def list_rules() -> None:
    """List everything in the rulebook by id."""
    typer.echo(listing(load_rulebook()))


@rules_app.command(name="show")
def show_rule(identifier: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one entry: values, citations, dates, status."""
    try:
        typer.echo(show(load_rulebook(), identifier))
    except LookupError as error:
        _fail(str(error.args[0]), code=2)


@rules_app.command(name="coverage")
def cover_rules() -> None:
    """Say what is covered, since when, checked when, and what is only from memory."""
    typer.echo(coverage.report(load_rulebook()))


@rules_app.command(name="lint")
def lint_rules() -> None:
    """Check every fact for source, status and pinpoint; exit 1 where one is lacking."""
    faults = lint(on=_day(None))
    if faults:
        _fail("\n".join(faults), code=1)
    typer.echo(f"The rulebook {load_rulebook().version} is sound.")


@app.command()
def reminders(
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; today if left out.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days.")] = 30,
    channel: Annotated[str | None, typer.Option(help="Only this channel, by its id.")] = None,
) -> None:
    """Print what the bot would send, when and why, if nothing changed; sends nothing."""
    settings = _settings()
    try:
        found = asyncio.run(dry_run(settings, start.date() if start else None, days, channel))
    except BotError as error:
        _fail(str(error), code=1)
    typer.echo("\n".join(found) or f"Nothing would be sent in these {days} days.")


@app.command()
def doctor() -> None:
    """Look at settings, scopes, Redis, clock, keys, letters and manifest: each ok, or what to do."""
    findings = examination.examine(_settings())
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.message}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def run() -> None:
    """Bot and worker, with an embedded Redis and a local Slack where none is named."""
    _serve(running.run)


@app.command()
def bot() -> None:
    """Only the part that answers Slack; needs Slack's tokens, and REDIS_URL where the worker is elsewhere."""
    _serve(running.bot, needs_slack=True)


@app.command()
def worker() -> None:
    """Only the part that posts, writes letters and reminds; any number of them on one Redis."""
    _serve(running.worker, needs_slack=True)


@app.command()
def sandbox() -> None:
    """Only the local Slack, until Ctrl-C."""
    settings = _settings()
    raise typer.Exit(running.sandbox(settings.sandbox_port))


def _serve(part: running.Part, *, needs_slack: bool = False) -> None:
    settings = _settings()
    if needs_slack and settings.uses_sandbox:
        _fail(
            "SLACK_BOT_TOKEN is not set: this part talks to a real Slack. `mri-appeal run` opens a local one.", code=2
        )
    try:
        running.until_stopped(part, settings, typer.echo)
    except BotError as error:
        _fail(str(error), code=1)


def _settings() -> Settings:
    try:
        return configuration.load()
    except SettingsInvalid as error:
        _fail(f"These settings cannot be used:\n{error}", code=2)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    typer.echo(path)


def _fail(message: str, *, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; a fault of the installation's own data is said without a traceback."""
    try:
        app()
    except RulebookError as error:
        typer.echo(f"The rulebook is damaged:\n{error}", err=True)
        sys.exit(1)
