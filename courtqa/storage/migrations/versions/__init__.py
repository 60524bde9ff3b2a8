"""The revisions. Each bears the number of the schema it makes; released ones are never edited."""
