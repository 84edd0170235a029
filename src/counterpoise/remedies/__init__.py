"""Ways of mending that need no framework: weights, thresholds, calibration, a last layer."""
