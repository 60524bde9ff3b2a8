"""Why a goal is not met, and what was tried: for the page, by the name of the work. No figure is written here."""

from __future__ import annotations

__all__ = ["REASONS"]

REASONS: dict[str, str] = {
    "replay and verification of a year": """\
The goal leaves five microseconds of one core for an event, or ten where two cores share the work. What is done in C
before any question is asked (SQLite checks its own file, indexes and types, the rows are read, each body is hashed)
takes most of that by itself; the floors above were measured in the same run, one parse of each event among them.
The rest is Python: the frame of each body cut and compared with what the event before and the stored columns make it, its
payload looked up by its text, the step found among those of the pinned edition, the history folded and compared with the
stored row, the outbox with what the events ask for.

Tried and kept: everything compared as the bytes that are stored, so that in a proceeding that is in order nothing is
decoded but free texts; the frame cut at the parts that all events of a proceeding share, instead of matched by a
pattern; a payload taken apart into its data and the rest, each parsed once for each distinct text; one look-up that says
where a step leads, that the edition knows it, and how the next event spells the state; a snapshot put together of what is
spelt already and compared as text; hashes of a whole proceeding at once; texts, days and moments looked at together at
its end; lines of the directory and messages compared with one formatted text. Where several processes look, each reads
only its share of what lies beside the events, none needs the rules as long as all is plainly in order (the moves are asked
of them in the end, each once), and a thread has SQLite look at the file meanwhile; should anything be amiss, all is
read again past the indexes by one process.

Tried and left: building events as objects (the thorough way, still there for whatever is not plainly in order); parsing
whole bodies with `orjson` and spelling them again (the last floor above); SQLite's memory
mapping (nothing gained, and a bad disk would end the process instead of giving an error); other words for the check
of types. What would be left is another language. No check is skipped and none is made of a sample. More cores help:
proceedings are independent.""",
    "full legal step": """\
The checks and the record themselves, called one after another without any engine, take the share of stock `transitions`
that is given above: what they reach against each peer is about the most that any engine can, and it is far from the goal.
The digest of the request and the frozen records of a step (the event, the act, the next proceeding) are a good part of it
that nothing can remember, for they are new each time. Our step takes little longer than the checks by hand, and does more:
it finds every way that leads on from the state, gives all reasons and not the first, takes account of delegations, offices
and relations on each day that counts, moves the deadlines, and makes the next proceeding without touching the last one.

Tried and kept: an edition is compiled once, with what each way can fail at all, so that nothing is asked of a step that
cannot speak against it; what a person's offices come to for a way, in a unit, on the days that count is found once and
remembered with the plan (none of it can change: other offices or another day are another question); a deadline that starts
alike is projected once; conditions are tested bare before anybody asks why not; reasons are built only when there are any;
records are laid down as drafts and frozen before anybody sees them; an event is folded without looking for what it does
not tell. The peer, which had fewer checks, was given those it lacked (relations, both days, deadlines, the civil day).
Tried and left: spelling the request from cached parts instead of at once (no quicker with `orjson`); compiling each way to
source of its own (nobody could read it). No check is left out where it seldom fails, and no record is changed in place.""",
    "bare guarded step": """\
Two look-ups and two guards called with their parameters are left, about what the table written by hand takes, which has
no parameters. Tried and kept: all conditions of a way as one function, which asks the bare tests first.""",
    "durable event in SQLite at FULL": """\
Raw `sqlite3` does the very same statements, but decides nothing, seals nothing and spells nothing. How large our share
looks hangs on how long the disk takes: the quicker it is, the more of the time is Python. Tried and kept: one held
connection with prepared statements, a proceeding read once for as long as its text stays the same, read and spelt by hand
and not by a converter, a step added to the text of the history before it, the digest of a request taken once, `orjson`
where it is installed. Tried and left: spelling the frame of an event from parts (no quicker with `orjson`). The lists
beside the trail (people, refusals, numbers) cost an ordinary step nothing: they are sealed only when they change.
Many at once share one commit (`group commit` above).

Against the ORMs: what raw `sqlite3` itself reaches with these statements is the most that any program can reach which
writes the event, its chain, its deadlines and its outbox; they write a row or two. Where that is below the goal, the goal
is out of reach for every engine that keeps a trail.""",
    "group commit, SQLite at FULL": """\
What is shared is the wait for the disk and what a transaction costs. To decide and to seal each event takes the same time
either way, so that the gain follows the disk: where it answers at once there is little to share, where it is slow or busy
with other work the goal is reached.""",
    "durable event in PostgreSQL": """\
The floor writes the same rows into the same tables by hand; two small tables of its own, without deadlines, people or links
of a chain, are the least that anybody could do, and stand beside it. Ours is two rounds to the server instead of eight, and
a worker that waits for the disk lets another decide. But to decide and seal takes processor time that the transaction by
hand, which decides nothing, does not have to find: by the ratio above. With one worker nobody else uses that time. Where there are more workers than
free cores, server and workers share them and that ratio is what shows; with cores to spare the rounds and the disk are.
No lock of the court is in the way: a step takes its proceeding's row only; the directory's lock is for openings and
closings, and the people are read again only when somebody changed them. Every way here is a process for each worker,
so Python's own lock plays no part.

Tried and kept: one writable CTE for all that an event changes; the key looked up along with the row; a version check
instead of a lock at the first try; statements prepared once for each connection; a connection taken out of the pool without
ceremony. Looked at and left: the triggers, about a tenth of the server's share, and the planning, which the server itself
leaves off after a few events.""",
    "15 indicators, change and places": """\
What does not grow with the records is our share: the queries are put together through Narwhals so that five engines answer
alike, and the engine binds each step of them; and of the days each value is counted, so that the median of any units
together, the spread and the interval need no second look, where by hand a median is taken of each court alone. Tried and
kept: figures in columns, a measure with its exact fraction made when it is looked at; one grouping for each date; fewer
groups where few periods are asked for, with the rows that reach each of them; filings counted without the closings where
no case was closed before it was filed; conditions summed as they are; tallies laid out instead of sorted. Tried and left:
one pass over several dates (slower on DuckDB), grouping sets (slower than the groupings apart), the flows of a date within
its tally, one pass with conditional sums (several times slower). The queries by hand were made quicker on the same
findings (`count_if`, the median and the distinct judges apart).""",
    "a month refreshed in the saved base": """\
A month is a small part of all records, but each of its rows is looked at twice: the jail unpacks and decodes every page
before the engine may count, which is not skipped because the file is small. What is left beside that is the base itself:
read, merged with the month, written. Building anew has become quicker than refreshing has. Tried and kept: a child that
stays warm; a tally's values of a month in one row of the file; one collect for all that is asked. Tried and left: DuckDB for
the month (it takes longer to begin).""",
    "bulk on SQLite": """\
The floor is given the very rows. Ours makes them: for each event the snapshot of its proceeding, the moment, the row.
Tried and kept: one `executemany` for each table, one update for each proceeding and batch, a step added to the text of the
history before it, the text of a proceeding put together by hand. What is left is mostly that text. The floor has the very
settings of ours, `secure_delete` too.""",
    "bulk on PostgreSQL": """\
A SQLModel session of a thousand objects sends its rows in batches as well, so both wait for the same server: the rows,
their triggers and the write-ahead log are most of the time, and no client can make ten of that. Tried and kept: one statement over
arrays for each table, the arrays spelt by us (the driver asks each value for its type, which took most of the time of the
CTE written by hand).""",
    "deadline claims on PostgreSQL, 8 workers": """\
Where a lapse is decided, sealed and recorded under the lock, the processors are busy with that, and few cores hide what
the lock costs; claims alone show it. Tried and kept: the clock's row is locked together with the proceeding's, so that
what somebody else lapsed meanwhile is not found again.""",
}
