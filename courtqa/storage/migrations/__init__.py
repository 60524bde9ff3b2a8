"""How a database of an earlier version becomes one of this version: one revision for each schema that was released."""
