"""Laws of attrition, side by side and fitted."""
