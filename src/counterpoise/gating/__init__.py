"""The gate: bias scenarios of a plan, held against their bounds."""

from counterpoise.gating.judging import GateResult, JudgedSlice, ScenarioResult, gate
from counterpoise.gating.plan import GatePlan, Scenario, ScoresPlan, read_gate_plan

__all__ = [
    "GatePlan",
    "GateResult",
    "JudgedSlice",
    "Scenario",
    "ScenarioResult",
    "ScoresPlan",
    "gate",
    "read_gate_plan",
]
