"""Cases as a coordinator enters them: the answers of the form's three steps, by the label of the field."""

from datetime import UTC, datetime, timedelta

from visitor import Answers

Case = tuple[Answers, Answers, Answers]


def day(apart: int) -> str:
    """A date by how many days it is from today, on the clock that is behind everybody's."""
    return (datetime.now(UTC) - timedelta(hours=12) + timedelta(days=apart)).date().isoformat()


LUMBAR: Case = (
    {
        "Case number": "CASE-0042",
        "Type of health plan": "Private-employer plan, self-funded",
        "Insurer": "Example Health",
        "Date on the denial notice": day(-12),
        "Day the notice arrived": day(-9),
        "State": "New York (NY)",
        "Reasons that the insurer gives": ["Not medically necessary", "Conservative care has to come first"],
    },
    {
        "Body region": "Lumbar spine",
        "Clinical question": "Low Back Pain",
        "CPT code": "72148",
        "Diagnosis codes (ICD-10-CM)": ["M54.16"],
        "Age in years": "54",
        "Sex": "Female",
        "Weeks since the symptoms began": "9",
        "Course": "Persistent",
        "Severity, 0 to 10": "7",
        "Symptoms and history": ["Pain radiating along a nerve root (arm or leg)"],
    },
    {
        "Examination: positive": ["Straight leg raise"],
        "Examination: side": "Left",
        "Examination: date": day(-20),
        "Treatment 1: what was tried": "Physical therapy",
        "Treatment 1: begun on": day(-60),
        "Treatment 1: for how many weeks": "6",
        "Treatment 1: how it went": "No improvement",
        "Earlier imaging 1: kind of study": "X-ray (radiograph)",
        "Earlier imaging 1: date": day(-45),
        "Earlier imaging 1: what it shows": ["No fracture"],
        "Earlier imaging 1: result in the report's words": "no fracture",
        "Earlier imaging 1: why it does not answer the question": "it does not show the disc or the nerve root",
        "Candidate for surgery or an intervention": "Yes",
        "Why this MRI": "The level and the cause of the nerve root compression must be seen.",
        "What the result will change": "With compression at L5 an injection or surgery is planned, else not.",
        "Ordering clinician": "Robin Example",
        "Credentials": "MD",
    },
)
"""Nine weeks of sciatica, six of physical therapy without improvement: a strong case."""

SHORT: Case = (
    LUMBAR[0],
    {label: given for label, given in LUMBAR[1].items() if label != "Symptoms and history"},
    {
        label: given
        for label, given in LUMBAR[2].items()
        if label.startswith(("Treatment", "Candidate", "Why", "What the result"))
    },
)
"""The same with what a walk needs that is about something else."""

WEAK: Case = (
    {
        **LUMBAR[0],
        "Case number": "CASE-0043",
        "Reasons that the insurer gives": ["Conservative care has to come first"],
    },
    {
        **SHORT[1],
        "Diagnosis codes (ICD-10-CM)": ["M54.50"],
        "Weeks since the symptoms began": "2",
    },
    {
        "Candidate for surgery or an intervention": "No",
        "Why this MRI": "To see what causes the pain.",
        "What the result will change": "It is not known yet.",
        "Ordering clinician": "Robin Example",
        "Credentials": "MD",
    },
)
"""Two weeks of back pain and nothing tried yet: the guideline is against a scan now."""
