"""The loop from a plan: train, audit, mend, audit again, report; in a folder that can resume."""
