"""What SQLite itself refuses, whoever asks: to change, remove or misplace what was recorded.

``INSERT OR REPLACE`` removes the row it replaces without firing a delete trigger, and a row may be named by its
hidden rowid: so each BEFORE INSERT trigger looks for every row that the new one could push out.
"""

from __future__ import annotations

__all__ = ["TRIGGERS"]


def _never(table: str, verb: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'courtqa: {why}'); END"
    )


_EVENT_LINK = """
CREATE TRIGGER event_link BEFORE INSERT ON event
WHEN NEW.seq IS NOT (
    SELECT coalesce(max(seq), 0) + 1 FROM event WHERE court = NEW.court AND proceeding = NEW.proceeding)
  OR (NEW.seq > 1 AND NEW.prev IS NOT (
    SELECT hash FROM event WHERE court = NEW.court AND proceeding = NEW.proceeding AND seq = NEW.seq - 1))
  OR EXISTS (
    SELECT 1 FROM event WHERE court = NEW.court AND proceeding = NEW.proceeding AND idem = NEW.idem)
  OR EXISTS (SELECT 1 FROM event WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: an event must follow the last one of its trail'); END
"""

_DIRECTORY_LINK = """
CREATE TRIGGER directory_link BEFORE INSERT ON directory
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM directory WHERE court = NEW.court)
  OR (NEW.seq > 1 AND NEW.prev IS NOT (
    SELECT hash FROM directory WHERE court = NEW.court AND seq = NEW.seq - 1))
  OR EXISTS (SELECT 1 FROM directory WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: a line must follow the last one of its directory'); END
"""

_PROCEEDING_NEW = """
CREATE TRIGGER proceeding_new BEFORE INSERT ON proceeding
WHEN NEW.version IS NOT 1
  OR EXISTS (SELECT 1 FROM proceeding WHERE court = NEW.court AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM proceeding WHERE court = NEW.court AND open_key = NEW.open_key)
  OR EXISTS (SELECT 1 FROM proceeding WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: a proceeding is opened once, at version 1'); END
"""

_PROCEEDING_STEP = """
CREATE TRIGGER proceeding_step BEFORE UPDATE ON proceeding
WHEN NEW.version IS NOT OLD.version + 1 OR NEW.court IS NOT OLD.court OR NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'courtqa: a proceeding moves one version at a time'); END
"""

_NUMBER_NEXT = """
CREATE TRIGGER number_next BEFORE INSERT ON number
WHEN NEW.void
  OR NEW.seq IS NOT (
    SELECT coalesce(max(seq), 0) + 1 FROM number
    WHERE court = NEW.court AND series = NEW.series AND year = NEW.year)
  OR NEW.total IS NOT (
    SELECT coalesce(max(total), 0) + 1 FROM number WHERE court = NEW.court AND series = NEW.series)
  OR EXISTS (SELECT 1 FROM number WHERE notice_id = NEW.notice_id)
  OR EXISTS (SELECT 1 FROM number WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: the register gives the next number, once'); END
"""

_NUMBER_VOID = """
CREATE TRIGGER number_void BEFORE UPDATE ON number
WHEN OLD.void OR NOT NEW.void
  OR NEW.court IS NOT OLD.court OR NEW.series IS NOT OLD.series OR NEW.year IS NOT OLD.year
  OR NEW.seq IS NOT OLD.seq OR NEW.total IS NOT OLD.total OR NEW.notice_id IS NOT OLD.notice_id
  OR NEW.model_digest IS NOT OLD.model_digest OR NEW.given_on IS NOT OLD.given_on
BEGIN SELECT RAISE(ABORT, 'courtqa: a number can only be voided, once'); END
"""

_MARK_NEW = """
CREATE TRIGGER mark_new BEFORE INSERT ON mark
WHEN EXISTS (
    SELECT 1 FROM mark WHERE court = NEW.court AND chain = NEW.chain AND seq = NEW.seq AND "key" = NEW."key")
  OR EXISTS (SELECT 1 FROM mark WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: a mark is set once'); END
"""

_CHECKPOINT_NEXT = """
CREATE TRIGGER checkpoint_next BEFORE INSERT ON checkpoint
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM checkpoint WHERE court = NEW.court)
  OR EXISTS (SELECT 1 FROM checkpoint WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: a checkpoint must follow the last one'); END
"""

TRIGGERS: tuple[str, ...] = (
    _never("event", "UPDATE", "an event is never changed"),
    _never("event", "DELETE", "an event is never removed"),
    _EVENT_LINK.strip(),
    _never("directory", "UPDATE", "the directory is never changed"),
    _never("directory", "DELETE", "the directory is never shortened"),
    _DIRECTORY_LINK.strip(),
    _never("proceeding", "DELETE", "a proceeding is never removed"),
    _PROCEEDING_NEW.strip(),
    _PROCEEDING_STEP.strip(),
    _never("mark", "UPDATE", "a mark is never changed"),
    _never("mark", "DELETE", "a mark is never removed"),
    _MARK_NEW.strip(),
    _never("checkpoint", "UPDATE", "a checkpoint is never changed"),
    _never("checkpoint", "DELETE", "a checkpoint is never removed"),
    _CHECKPOINT_NEXT.strip(),
    _never("personal", "UPDATE", "a value about a person is kept or forgotten, never changed"),
    _never("refusal", "UPDATE", "a refusal is never changed"),
    _never("refusal", "DELETE", "a refusal is never removed"),
    _never("number", "DELETE", "a number is never taken back"),
    _NUMBER_NEXT.strip(),
    _NUMBER_VOID.strip(),
)
