-- The newest runs and audit events of a whole project, without reading all of them.

CREATE INDEX run_started ON run (started_at) WHERE fence IS NOT NULL;
CREATE INDEX audit_at ON audit (at);
