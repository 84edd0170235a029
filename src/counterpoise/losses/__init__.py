"""Formulas of losses over a namespace `xp`: NumPy, PyTorch, JAX or keras.ops."""
