-- The rows that other databases keep for many projects in one table name theirs. A file holds one, number 1.

ALTER TABLE project RENAME COLUMN one TO id;
ALTER TABLE pipeline ADD COLUMN project INTEGER NOT NULL DEFAULT 1;
ALTER TABLE once ADD COLUMN project INTEGER NOT NULL DEFAULT 1;
ALTER TABLE token ADD COLUMN project INTEGER NOT NULL DEFAULT 1;
