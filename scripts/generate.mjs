// Writes what is generated from schemas/: the sweep file's types and its standalone validator.
