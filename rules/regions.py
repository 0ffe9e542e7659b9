"""Regions that belong together: one study shows them all, or one contains the other."""

from collections.abc import Iterable

# One CT or MRI of the head shows all of these; a scan of its vessels or of the pituitary may rest on it.
HEAD = frozenset(
    {"brain", "brain_with_diffusion_tensor", "head_vessels", "head_veins", "sella", "internal_auditory_canal"}
)
_SPINE = frozenset({"cervical_spine", "thoracic_spine", "lumbar_spine"})
# What a diagnosis of one region may lead to a scan of.
_SCANNED_FOR = {
    "brain": HEAD | {"neck_vessels", "orbit_face_neck"},
    "lumbar_spine": {"thoracic_and_lumbar_spine", "sacroiliac_joints_and_lumbar_spine", "complete_spine"},
    **{region: {"complete_spine"} for region in _SPINE - {"lumbar_spine"}},
}


def shown_together(region: str) -> frozenset[str]:
    """The regions that an earlier study may be of to show `region`: itself, and the rest of the head for the head."""
    return HEAD if region in HEAD else frozenset({region})


def may_be_scanned_for(region: str, named: Iterable[str]) -> bool:
    """Whether a scan of `region` fits a diagnosis that names other regions."""
    return any(region == name or region in _SCANNED_FOR.get(name, ()) for name in named)
