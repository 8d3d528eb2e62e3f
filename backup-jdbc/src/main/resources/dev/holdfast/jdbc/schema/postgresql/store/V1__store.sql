-- Holdfast's store, schema version 1, for PostgreSQL.
-- ${prefix} stands for the prefix of the tables, with their schema before it if there is one ("backup.holdfast_");
-- ${name} for the prefix alone, for what cannot carry a schema ("holdfast_"). Flyway and Liquibase fill both in.
-- A statement ends with a semicolon and an empty line.

CREATE TABLE ${prefix}schema (
  version INTEGER NOT NULL PRIMARY KEY,
  checksum TEXT NOT NULL,
  readable_from INTEGER NOT NULL,
  applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
  finished SMALLINT NOT NULL
);

INSERT INTO ${prefix}schema (version, checksum, readable_from, applied_at, finished)
VALUES (1, 'eafb28d1d0a0411b3ece288639ee62a3bb856cf0ddfef7cb9ff45a816030371e', 1, CURRENT_TIMESTAMP, 0);

-- One row: who owns the store, and how far it has been written. Every write locks it first.
CREATE TABLE ${prefix}installation (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT,
  host TEXT,
  epoch BIGINT NOT NULL,
  shared SMALLINT NOT NULL,
  writers BIGINT NOT NULL,
  position BIGINT NOT NULL,
  last_event BIGINT NOT NULL,
  removed_event BIGINT NOT NULL,
  last_evidence BIGINT NOT NULL,
  last_digest TEXT NOT NULL
);

INSERT INTO ${prefix}installation
  (id, epoch, shared, writers, position, last_event, removed_event, last_evidence, last_digest)
VALUES (1, 0, 0, 0, 0, 0, 0, 0, '');

-- What each writer wrote last, and what it was answered: should it not have heard.
CREATE TABLE ${prefix}writer (
  id BIGINT NOT NULL PRIMARY KEY,
  token BIGINT NOT NULL,
  answers TEXT NOT NULL
);

-- changed: the number of the write that changed the row last, times 2^20, plus the row's place in it.
CREATE TABLE ${prefix}operation (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  request_key TEXT COLLATE "C",
  state TEXT NOT NULL,
  ended SMALLINT NOT NULL,
  next_step INTEGER NOT NULL,
  body TEXT NOT NULL,
  changed BIGINT NOT NULL
);

CREATE INDEX ${name}operation_changed ON ${prefix}operation (changed);

CREATE INDEX ${name}operation_open ON ${prefix}operation (id) WHERE ended = 0;

CREATE INDEX ${name}operation_request_key ON ${prefix}operation (request_key);

CREATE TABLE ${prefix}step (
  operation TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  generation INTEGER NOT NULL,
  progress TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (operation, number)
) WITH (fillfactor = 70);

-- Of blocks, not of rows: so an update stays within its block and touches no index (from PostgreSQL 16 on).
CREATE INDEX ${name}step_changed ON ${prefix}step USING brin (changed) WITH (pages_per_range = 16, autosummarize = on);

-- What a step is: written once, and apart from what becomes of it, which is written often.
CREATE TABLE ${prefix}step_node (
  operation TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL,
  node TEXT NOT NULL,
  PRIMARY KEY (operation, number)
);

CREATE TABLE ${prefix}claim (
  subject TEXT COLLATE "C" NOT NULL,
  operation TEXT COLLATE "C" NOT NULL,
  claim_mode TEXT NOT NULL,
  PRIMARY KEY (subject, operation)
);

CREATE INDEX ${name}claim_operation ON ${prefix}claim (operation);

CREATE TABLE ${prefix}record (
  kind TEXT COLLATE "C" NOT NULL,
  record_key TEXT COLLATE "C" NOT NULL,
  record_group TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, record_key)
);

CREATE INDEX ${name}record_group ON ${prefix}record (kind, record_group, record_key);

-- Events that were not yet handed out, some to a row: one a line, the operation and what happened.
CREATE TABLE ${prefix}outbox (
  first_event BIGINT NOT NULL PRIMARY KEY,
  last_event BIGINT NOT NULL,
  events TEXT NOT NULL
);

-- Not compressed: it is written, read and removed within moments.
ALTER TABLE ${prefix}outbox ALTER COLUMN events SET STORAGE EXTERNAL;

CREATE TABLE ${prefix}evidence (
  sequence BIGINT NOT NULL PRIMARY KEY,
  operation TEXT COLLATE "C" NOT NULL,
  request_key TEXT COLLATE "C",
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  digest TEXT NOT NULL
);

CREATE INDEX ${name}evidence_operation ON ${prefix}evidence (operation, sequence);

CREATE INDEX ${name}evidence_request_key ON ${prefix}evidence (request_key, sequence);

-- Evidence is added to, and nothing else.
CREATE FUNCTION ${prefix}evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'evidence is never changed and never removed';
END
$$;

CREATE TRIGGER ${name}evidence_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ${prefix}evidence
FOR EACH STATEMENT EXECUTE FUNCTION ${prefix}evidence_stays();

-- How often a lane was woken. Whoever ends a turn sees by it whether something came meanwhile.
CREATE TABLE ${prefix}lane_wake (
  lane TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  wakes BIGINT NOT NULL
);

-- The table of db-scheduler 16.12, as its own scripts make it, under our prefix.
CREATE TABLE ${prefix}scheduled_tasks (
  task_name TEXT NOT NULL,
  task_instance TEXT NOT NULL,
  task_data BYTEA,
  execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by TEXT,
  last_success TIMESTAMP WITH TIME ZONE,
  last_failure TIMESTAMP WITH TIME ZONE,
  consecutive_failures INTEGER,
  last_heartbeat TIMESTAMP WITH TIME ZONE,
  version BIGINT NOT NULL,
  priority SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX ${name}task_execution ON ${prefix}scheduled_tasks (execution_time);

CREATE INDEX ${name}task_heartbeat ON ${prefix}scheduled_tasks (last_heartbeat);

CREATE INDEX ${name}task_priority ON ${prefix}scheduled_tasks (priority DESC, execution_time ASC);

UPDATE ${prefix}schema SET finished = 1 WHERE version = 1;
