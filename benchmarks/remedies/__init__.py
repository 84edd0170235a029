"""What every remedy gains and costs on published comments; see `benchmarks/remedies.md`."""
