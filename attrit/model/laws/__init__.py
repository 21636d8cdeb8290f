"""Laws of attrition and the models that stand beside them, one file each; ``register`` finds them."""
