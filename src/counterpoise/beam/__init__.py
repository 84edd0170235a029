"""Audits on Apache Beam: the same sums as everywhere, added up on any runner."""

from counterpoise.beam.audit import Audit, AuditRows
from counterpoise.beam.pipeline import audit_files
from counterpoise.beam.readers import ReadRows, SumFiles

__all__ = ["Audit", "AuditRows", "ReadRows", "SumFiles", "audit_files"]
