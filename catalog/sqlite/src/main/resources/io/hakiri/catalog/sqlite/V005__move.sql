-- A project that is being received from another catalog is sealed, and has a number here: an image of it with this audit number, or
-- a lower one, does not open it (C-26, C-30).

ALTER TABLE project ADD COLUMN received_after INTEGER;
