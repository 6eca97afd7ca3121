-- Up to where retention has removed the history of a pipeline (C-29). The row of a project, under its number with a minus, is
-- locked by who removes history and by who rewinds: so neither touches a row that workers lock.
CREATE TABLE horizon (
  pipeline BIGINT PRIMARY KEY,
  fence BIGINT NOT NULL                   -- runs, moves and settled receipts below it may be gone
);
