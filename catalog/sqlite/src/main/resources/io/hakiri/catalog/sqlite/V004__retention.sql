-- Up to where retention has removed the history of a pipeline (C-29); pipeline 0 is the project, and is locked by who removes.

CREATE TABLE horizon (
  pipeline INTEGER PRIMARY KEY,
  fence INTEGER NOT NULL                  -- runs, moves and settled receipts below it may be gone
) STRICT;
