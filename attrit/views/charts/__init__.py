"""Parts of charts: their look, their lettering, and drawing them."""
