"""Parts of sentences and tables: numbers, columns, names of inputs."""
