"""The fields of the intake form: one entry each, in the order in which they are asked. Pure.

A field says where its answer goes in `rules.Intake`, what it is called, what can be chosen and when it is asked. The
blocks draw it from this, `intake_form` reads it back by this, and an error finds its way to it by this.
"""

from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Final

from pydantic import JsonValue

from slackbot import form_choices as choose
from slackbot import form_search as search
from slackbot.form import Choice, Field, Form, Kind

STEPS: Final = 4
CHECK: Final = 4  # the step that shows the assessment
TREATMENTS: Final = 20  # rows at most
IMAGING: Final = 10


def _part(heading: str, *fields: Field) -> tuple[Field, ...]:
    """Fields that stand under one heading."""
    return tuple(replace(field, heading=heading) for field in fields)


_DENIAL: Final = (
    Field("channel", "", 1, "Channel", Kind.CHANNEL, "Where the appeal shall be worked on.", required=True,
          reshapes=True, shown=lambda form: form.ask_channel),
    Field("reference", "reference", 1, "Case number", Kind.LINE,
          "Your own number for this case: letters, digits, blanks and . _ / # -", required=True, limit=40,
          screened=True),
    Field("plan", "coverage.plan", 1, "Type of health plan", Kind.CHOICE,
          "It decides which law applies. The notice or the member card says it; if not, ask the plan.",
          required=True, choices=choose.plans, depends="channel", loose=True, reshapes=True),
    Field("state", "coverage.state", 1, "State", Kind.CHOICE, "The state that the plan was issued in.",
          choices=choose.states, depends="channel", loose=True),
    Field("insurer", "coverage.insurer", 1, "Insurer", Kind.SEARCH,
          "As on the notice. Type to find one that you had before, or a new name.", depends="channel", loose=True,
          limit=150, screened=True),
    Field("notice_date", "denial.notice_date", 1, "Date on the denial notice", Kind.DATE,
          "Every deadline is counted from this notice.", required=True),
    Field("received_date", "denial.received_date", 1, "Day the notice arrived", Kind.DATE,
          "Today where you leave it so. Empty it where you do not know the day: then we count on the safe side."),
    Field("denied_level", "denial.denied_level", 1, "What the notice denies", Kind.CHOICE,
          "The request, or an appeal that was made already: the next step follows from it.", required=True,
          default=choose.always("initial"), choices=choose.levels, depends="plan", reshapes=True),
    Field("first_denial_date", "denial.first_denial_date", 1, "Date of the first denial", Kind.DATE,
          "Some periods run from it and not from this notice.", shown=choose.later_level),
    Field("asked_date", "denial.asked_date", 1, "Day the denied appeal was sent", Kind.DATE,
          "Some periods run from it and not from this notice.", shown=choose.later_level),
    Field("service_timing", "denial.service_timing", 1, "Has the scan been done?", Kind.CHOICE,
          "It decides how long the insurer may take.", required=True,
          default=choose.always("pre_service"), choices=choose.fixed(
              pre_service="Not yet", post_service="Yes, it was done",
              concurrent="It belongs to a treatment that is under way",
          ), reshapes=True),
    Field("service_date", "denial.service_date", 1, "Day of the scan", Kind.DATE, shown=choose.scan_done),
    Field("reasons", "denial.reasons", 1, "Reasons that the insurer gives", Kind.BOXES,
          "All that the notice gives: the letter answers each.", required=True,
          choices=choose.fixed(
              not_medically_necessary="Not medically necessary",
              conservative_care_first="Conservative care has to come first",
              wrong_code="Wrong code, or the code does not fit the diagnosis",
              no_prior_authorization="No prior authorization",
              duplicate_imaging="Duplicate imaging",
              frequency_limit="Too soon after an earlier scan",
              experimental="Experimental or investigational",
              other="Another reason",
          )),
    Field("notice_words", "denial.notice_words", 1, "Reason in the notice's own words", Kind.TEXT,
          "Copied from the notice: the letter quotes it. No names or numbers of the patient.", depends="message_used",
          loose=True, limit=3_000, screened=True),
    Field("criteria", "denial.criteria", 1, "Criteria that the notice names", Kind.CHOICE,
          "The letter asks for the text of what was applied.", required=True,
          default=choose.always("not_stated"), choices=choose.fixed(
              not_stated="None are named", interqual="InterQual", mcg="MCG", evicore="EviCore", carelon="Carelon",
              evolent="Evolent", plan_policy="The plan's own policy",
          )),
    Field("amount", "denial.amount.value", 1, "Amount in dispute", Kind.DECIMAL,
          "In the currency of the plan's country. Some later levels need a least amount.", bounds=(0, 9_999_999)),
)  # fmt: skip

_SCAN: Final = (
    Field("region", "exam.region", 2, "Body region", Kind.CHOICE, "The questions below follow from it.", required=True,
          choices=choose.regions, reshapes=True),
    Field("topic", "clinical.topic", 2, "Clinical question", Kind.CHOICE, "The guideline topic that fits best.",
          required=True, choices=choose.topics, depends="region", reshapes=True, shown=choose.region_known),
    Field("cpt", "exam.cpt", 2, "CPT code", Kind.SEARCH,
          "As on the request. Type the code or words; the usual ones of this region come first.", required=True,
          limit=5, named=lambda form, code: search.procedure(form.rulebook, code), depends="region", reshapes=True,
          shown=choose.region_known),
    Field("contrast", "exam.contrast", 2, "Contrast", Kind.CHOICE,
          "As on the request. It is filled in where the code says it.", required=True,
          default=choose.contrast_of_code, depends="cpt", loose=True, shown=choose.region_known,
          choices=choose.fixed(
              without="Without contrast", with_="With contrast", without_and_with="Without and with contrast",
          )),
    Field("side", "exam.side", 2, "Side", Kind.CHOICE, required=True, choices=choose.SIDES, shown=choose.sided),
    Field("icd10", "exam.icd10", 2, "Diagnosis codes (ICD-10-CM)", Kind.SEARCHES,
          "As on the request, the main one first. Type a code or words; a code that is not offered is taken as typed.",
          named=lambda form, code: search.diagnosis(form.rulebook, code), depends="region", shown=choose.region_known),
    Field("age", "patient.age_years", 2, "Age in years", Kind.WHOLE,
          "The criteria for adults are not applied to a child.", required=True, bounds=(0, 120),
          shown=choose.region_known),
    Field("sex", "patient.sex", 2, "Sex", Kind.CHOICE, required=True, reshapes=True, shown=choose.region_known,
          choices=choose.fixed(female="Female", male="Male", other="Other")),
    Field("pregnant", "patient.pregnant", 2, "Pregnant", Kind.YES_NO, shown=choose.may_be_pregnant),
    Field("duration_weeks", "clinical.duration_weeks", 2, "Weeks since the symptoms began", Kind.DECIMAL,
          "Until the day of the request.",
          bounds=(0, 5_200), shown=choose.not_breast),
    Field("course", "clinical.course", 2, "Course", Kind.CHOICE, shown=choose.not_breast,
          choices=choose.fixed(improving="Improving", persistent="Persistent", progressive="Getting worse")),
    Field("severity", "clinical.severity", 2, "Severity, 0 to 10", Kind.WHOLE,
          "As the record has it.", bounds=(0, 10),
          shown=choose.not_breast),
    Field("symptoms", "clinical.symptoms", 2, "Symptoms and history", Kind.CHOICES,
          "What is documented; what you leave out counts as absent.", choices=choose.terms("symptoms"),
          depends="topic", shown=choose.region_known),
    Field("red_flags", "clinical.red_flags", 2, "Red flags", Kind.CHOICES,
          "Warning signs that are documented. What you leave out counts as absent.", choices=choose.terms("red_flags"),
          depends="topic", shown=choose.region_known),
)  # fmt: skip


def _treatment(row: int) -> tuple[Field, ...]:
    path, name = f"clinical.treatments.{row}", f"Treatment {row}"
    return tuple(
        Field(f"treatment_{row}_{key}", f"{path}.{key}", 3, f"{name}: {label}", kind, hint, group="treatment", row=row,
              choices=choices, depends=depends, bounds=(0, 5_200) if kind is Kind.DECIMAL else None,
              shown=lambda form: form.rows("treatment") >= row and choose.not_breast(form))
        for key, label, kind, choices, depends, hint in (
            ("kind", "what was tried", Kind.CHOICE, choose.terms("treatments"), "region", ""),
            ("start_date", "begun on", Kind.DATE, None, None, ""),
            ("weeks", "for how many weeks", Kind.DECIMAL, None, None, "Insurers often ask for six."),
            ("provider_guided", "led by a clinician", Kind.YES_NO, None, None,
             "For example exercises at home that a clinician prescribed and followed up."),
            ("outcome", "how it went", Kind.CHOICE, choose.OUTCOMES, None, ""),
        )
    )  # fmt: skip


def _earlier_imaging(row: int) -> tuple[Field, ...]:
    path, name = f"clinical.prior_imaging.{row}", f"Earlier imaging {row}"
    return tuple(
        Field(f"imaging_{row}_{key}", f"{path}.{key}", 3, f"{name}: {label}", kind, hint, group="imaging", row=row,
              choices=choices, depends=depends, limit=3_000 if kind is Kind.TEXT else 0, screened=kind is Kind.TEXT,
              shown=lambda form: form.rows("imaging") >= row and choose.region_known(form))
        for key, label, kind, choices, depends, hint in (
            ("modality", "kind of study", Kind.CHOICE, choose.MODALITIES, None, ""),
            ("region", "body region", Kind.CHOICE, choose.all_regions, "region", "Only where it is another one."),
            ("date", "date", Kind.DATE, None, None, ""),
            ("shows", "what it shows", Kind.CHOICES, choose.terms("imaging_findings"), "topic", ""),
            ("result", "result in the report's words", Kind.TEXT, None, None, ""),
            ("insufficient_because", "why it does not answer the question", Kind.TEXT, None, None,
             "For example that it does not show the disc or the nerve root."),
            ("changed_since", "what has changed since", Kind.TEXT, None, None,
             "Where it was an MRI of the same region: time alone carries no second one."),
        )
    )  # fmt: skip


_EVIDENCE: Final = (
    Field("scenario", "clinical.scenario", 3, "Guideline scenario", Kind.CHOICE,
          "Only where the ordering clinician has picked it and attests it. Else it is found from the facts.",
          choices=choose.scenarios, depends="topic"),
    *_part("Examination",
        Field("positive_tests", "clinical.findings", 3, "Examination: positive", Kind.CHOICES,
              "Tests that were done and found something.",
              choices=choose.terms("tests"),
              depends="topic", shown=choose.region_known),
        Field("negative_tests", "clinical.findings", 3, "Examination: negative", Kind.CHOICES,
              "Tests that were done and found nothing.",
              choices=choose.terms("tests"),
              depends="topic", shown=choose.region_known),
        Field("finding_side", "clinical.findings", 3, "Examination: side", Kind.CHOICE,
              "Of the tests above. Only where it is not the side of the scan.", choices=choose.SIDES,
              shown=choose.not_breast),
        Field("finding_date", "clinical.findings", 3, "Examination: date", Kind.DATE,
              "Insurers look for one after the treatment.", shown=choose.region_known),
    ),
    *_part("What was tried before", *(field for row in range(1, TREATMENTS + 1) for field in _treatment(row))),
    *_part("Earlier imaging", *(field for row in range(1, IMAGING + 1) for field in _earlier_imaging(row))),
    *_part("Breast cancer risk",
        Field("lifetime_risk", "clinical.breast.lifetime_risk_percent", 3, "Lifetime risk of breast cancer in percent",
              Kind.DECIMAL, "Exactly as computed: 19.9 is not 20.", bounds=(0, 100), shown=choose.breast),
        Field("risk_model", "clinical.breast.risk_model", 3, "Risk model", Kind.CHOICE,
              choices=choose.terms("risk_models"),
              depends="region", shown=choose.breast),
        Field("gene", "clinical.breast.gene", 3, "Gene with a pathogenic variant", Kind.CHOICE,
              choices=choose.terms("genes"),
              depends="region", shown=choose.breast),
        Field("chest_radiation", "clinical.breast.chest_radiation_at_age", 3, "Age at radiation to the chest",
              Kind.WHOLE, bounds=(0, 120), shown=choose.breast),
    ),
    *_part("Why this scan",
        Field("intervention_candidate", "clinical.intervention_candidate", 3,
              "Candidate for surgery or an intervention", Kind.YES_NO,
              "Whether one would follow if the scan shows what is suspected.", shown=choose.not_breast),
        Field("why_mri", "clinical.why_mri", 3, "Why this MRI", Kind.TEXT,
              "What has to be seen that no other study shows. No names or numbers of the patient.", limit=3_000,
              screened=True),
        Field("management_change", "clinical.management_change", 3, "What the result will change", Kind.TEXT,
              "What is done if the scan shows it, and what if it does not.", limit=3_000, screened=True),
        Field("new_facts", "clinical.new_facts", 3, "What is new since the decision", Kind.TEXT,
              "Facts, documents, or the error in it. A second appeal needs it.", limit=3_000, screened=True,
              shown=choose.later_level),
        Field("additional_facts", "clinical.additional_facts", 3, "Further facts", Kind.TEXT,
              "What else the reviewer should know.", limit=3_000, screened=True),
    ),
    *_part("The ordering clinician",
        Field("clinician_name", "clinician.name", 3, "Ordering clinician", Kind.LINE, "Who signs the letter.",
              limit=150),
        Field("clinician_credentials", "clinician.credentials", 3, "Credentials", Kind.LINE, "For example MD.",
              limit=150),
        Field("clinician_specialty", "clinician.specialty", 3, "Specialty", Kind.LINE, limit=150),
        Field("clinician_npi", "clinician.npi", 3, "NPI", Kind.LINE, "Ten digits.", limit=10),
        Field("clinician_phone", "clinician.phone", 3, "Clinician's phone", Kind.LINE, "For the insurer's questions.",
              limit=150),
    ),
)  # fmt: skip

FIELDS: Final = (*_DENIAL, *_SCAN, *_EVIDENCE)
BY_KEY: Final = {field.key: field for field in FIELDS}
BY_ROW: Final = {
    key: tuple(fields)
    for key, fields in groupby((field for field in FIELDS if field.group), key=lambda field: (field.group, field.row))
}
ROWS: Final = {"treatment": TREATMENTS, "imaging": IMAGING}
DEPENDENTS: Final = {
    parent: tuple(field.key for field in FIELDS if field.depends == parent)
    for parent in {field.depends for field in FIELDS if field.depends}
}


@cache
def of_step(step: int) -> tuple[Field, ...]:
    """The fields of one step, in order, whether they are asked or not."""
    return tuple(field for field in FIELDS if field.step == step)


def choices_of(field: Field, form: Form) -> tuple[Choice, ...]:
    """What can be chosen in a field as the form stands."""
    if field.kind is Kind.YES_NO:
        return choose.YES_NO
    return field.choices(form) if field.choices else ()


def is_asked(field: Field, form: Form) -> bool:
    """Whether the field is asked as the form stands; a field with nothing to choose is not."""
    return field.shown(form) and (field.choices is None or bool(choices_of(field, form)))


def is_drawn(field: Field, form: Form) -> bool:
    """Whether the step shows the field: of the rows of a group only the one that is open."""
    return is_asked(field, form) and (field.group is None or field.row == form.open_row(field.group))


def block_id(field: Field, form: Form) -> str:
    """The field's block: its key, and what it depends on, so that Slack forgets choices that no longer exist."""
    return f"{field.key}@{form.text(field.depends)}" if field.depends else field.key


def answer_of(field: Field, form: Form) -> JsonValue:
    """What the field holds: what was entered, else its default; None for nothing."""
    return form.values.get(field.key, field.default(form) or None)
