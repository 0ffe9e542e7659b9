"""The rules: a pure library that turns an intake into an assessment. No Slack, no Redis, no clock."""

from rules.assess import assess
from rules.data_files import RulebookError, read_yaml
from rules.deadlines import DecisionDue, deadlines, decision_due, levels
from rules.intake_check import IntakeInvalid, problems, read_intake
from rules.law import NoRuleInForce, UnknownLevel, level_ids, levels_after, next_level
from rules.model import Assessment, Intake
from rules.rulebook import Rulebook, load_rulebook

__all__ = [
    "Assessment",
    "DecisionDue",
    "Intake",
    "IntakeInvalid",
    "NoRuleInForce",
    "Rulebook",
    "RulebookError",
    "UnknownLevel",
    "assess",
    "deadlines",
    "decision_due",
    "level_ids",
    "levels",
    "levels_after",
    "load_rulebook",
    "next_level",
    "problems",
    "read_intake",
    "read_yaml",
]
