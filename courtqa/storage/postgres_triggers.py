"""What PostgreSQL itself refuses, whoever asks: to change, remove or misplace what was recorded.

They fire for everybody, also for a session that says it replicates; only the owner of the tables can take them away.
"""

from __future__ import annotations

__all__ = ["POSTGRES_TRIGGERS"]

_NEVER = """
CREATE FUNCTION courtqa.never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'courtqa: %', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _function(name: str, condition: str, why: str) -> str:
    return f"""
CREATE FUNCTION courtqa.{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION 'courtqa: {why}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
""".strip()


def _before(name: str, what: str, table: str) -> tuple[str, str]:
    return (
        f"CREATE TRIGGER {name} BEFORE {what} ON courtqa.{table} FOR EACH ROW EXECUTE FUNCTION courtqa.{name}()",
        f"ALTER TABLE courtqa.{table} ENABLE ALWAYS TRIGGER {name}",
    )


def _never(table: str, verbs: str, why: str) -> tuple[str, ...]:
    made: list[str] = []
    for name, what, each in (
        (f"{table}_kept", f"BEFORE {verbs}", "ROW"),
        (f"{table}_not_emptied", "BEFORE TRUNCATE", "STATEMENT"),
    ):
        made.append(
            f"CREATE TRIGGER {name} {what} ON courtqa.{table} FOR EACH {each} EXECUTE FUNCTION courtqa.never('{why}')"
        )
        made.append(f"ALTER TABLE courtqa.{table} ENABLE ALWAYS TRIGGER {name}")
    return tuple(made)


_EVENT_LINK = _function(
    "event_link",
    """NEW.seq > 1 AND NOT EXISTS (
        SELECT FROM courtqa.event
        WHERE court = NEW.court AND proceeding = NEW.proceeding AND seq = NEW.seq - 1 AND hash = NEW.prev)""",
    "an event must follow the last one of its trail",
)
_DIRECTORY_LINK = _function(
    "directory_link",
    """NEW.seq > 1 AND NOT EXISTS (
        SELECT FROM courtqa.directory WHERE court = NEW.court AND seq = NEW.seq - 1 AND hash = NEW.prev)""",
    "a line must follow the last one of its directory",
)
_PROCEEDING_NEW = _function("proceeding_new", "NEW.version <> 1", "a proceeding is opened once, at version 1")
_PROCEEDING_STEP = _function(
    "proceeding_step",
    "NEW.version <> OLD.version + 1 OR NEW.court <> OLD.court OR NEW.id <> OLD.id",
    "a proceeding moves one version at a time",
)
_NUMBER_NEXT = _function(
    "number_next",
    """NEW.void
        OR NEW.seq <> (
            SELECT coalesce(max(seq), 0) + 1 FROM courtqa.number
            WHERE court = NEW.court AND series = NEW.series AND year = NEW.year)
        OR NEW.total <> (
            SELECT coalesce(max(total), 0) + 1 FROM courtqa.number
            WHERE court = NEW.court AND series = NEW.series)""",
    "the register gives the next number, once",
)
_NUMBER_VOID = _function(
    "number_void",
    """OLD.void OR NOT NEW.void
        OR (NEW.court, NEW.series, NEW.year, NEW.seq, NEW.total, NEW.notice_id, NEW.model_digest, NEW.given_on)
            IS DISTINCT FROM
           (OLD.court, OLD.series, OLD.year, OLD.seq, OLD.total, OLD.notice_id, OLD.model_digest, OLD.given_on)""",
    "a number can only be voided, once",
)
_CHECKPOINT_NEXT = _function(
    "checkpoint_next",
    "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM courtqa.checkpoint WHERE court = NEW.court)",
    "a checkpoint must follow the last one",
)

_PEOPLE = """
CREATE FUNCTION courtqa.people_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = courtqa, pg_temp AS $$
BEGIN
    INSERT INTO courtqa.meta (key, value) VALUES ('people:' || coalesce(NEW.court, OLD.court), '1')
    ON CONFLICT (key) DO UPDATE SET value = (courtqa.meta.value::bigint + 1)::text;
    RETURN NULL;
END $$
"""


def _counted(table: str, verb: str, when: str = "") -> tuple[str, str]:
    name = f"{table}_counted_{verb.lower()}"
    condition = f" WHEN ({when})" if when else ""
    return (
        (
            f"CREATE TRIGGER {name} AFTER {verb} ON courtqa.{table} FOR EACH ROW{condition} "
            "EXECUTE FUNCTION courtqa.people_changed()"
        ),
        f"ALTER TABLE courtqa.{table} ENABLE ALWAYS TRIGGER {name}",
    )


POSTGRES_TRIGGERS: tuple[str, ...] = (
    _NEVER.strip(),
    _EVENT_LINK,
    _DIRECTORY_LINK,
    _PROCEEDING_NEW,
    _PROCEEDING_STEP,
    _NUMBER_NEXT,
    _NUMBER_VOID,
    _CHECKPOINT_NEXT,
    _PEOPLE.strip(),
    *_counted("actor", "INSERT", "NEW.enrolled"),
    *_counted("actor", "UPDATE", "NEW.enrolled OR OLD.enrolled"),
    *_counted("actor", "DELETE", "OLD.enrolled"),
    *(
        each
        for table in ("relation", "delegation")
        for verb in ("INSERT", "UPDATE", "DELETE")
        for each in _counted(table, verb)
    ),
    *_never("event", "UPDATE OR DELETE", "an event is never changed or removed"),
    *_before("event_link", "INSERT", "event"),
    *_never("directory", "UPDATE OR DELETE", "the directory is never changed or shortened"),
    *_before("directory_link", "INSERT", "directory"),
    *_never("proceeding", "DELETE", "a proceeding is never removed"),
    *_before("proceeding_new", "INSERT", "proceeding"),
    *_before("proceeding_step", "UPDATE", "proceeding"),
    *_never("mark", "UPDATE OR DELETE", "a mark is never changed or removed"),
    *_never("checkpoint", "UPDATE OR DELETE", "a checkpoint is never changed or removed"),
    *_before("checkpoint_next", "INSERT", "checkpoint"),
    *_never("personal", "UPDATE", "a value about a person is kept or forgotten, never changed"),
    *_never("refusal", "UPDATE OR DELETE", "a refusal is never changed or removed"),
    *_never("number", "DELETE", "a number is never taken back"),
    *_before("number_next", "INSERT", "number"),
    *_before("number_void", "UPDATE", "number"),
)
