-- Holdfast's store, schema version 1, for H2.
-- ${prefix} stands for the prefix of the tables, with their schema before it if there is one ("backup.holdfast_");
-- ${name} for the prefix alone, for what cannot carry a schema ("holdfast_"). Flyway and Liquibase fill both in.
-- A statement ends with a semicolon and an empty line.

CREATE TABLE ${prefix}schema (
  version INTEGER NOT NULL PRIMARY KEY,
  checksum CHARACTER VARYING NOT NULL,
  readable_from INTEGER NOT NULL,
  applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
  finished SMALLINT NOT NULL
);

INSERT INTO ${prefix}schema (version, checksum, readable_from, applied_at, finished)
VALUES (1, '6cfbedb391fc05d5a9b137e1e9505c02c8e73417ebf444ec0eca9c42edbd7bc5', 1, CURRENT_TIMESTAMP, 0);

-- One row: who owns the store, and how far it has been written. Every write locks it first.
CREATE TABLE ${prefix}installation (
  id INTEGER NOT NULL PRIMARY KEY,
  name CHARACTER VARYING,
  host CHARACTER VARYING,
  epoch BIGINT NOT NULL,
  shared SMALLINT NOT NULL,
  writers BIGINT NOT NULL,
  position BIGINT NOT NULL,
  last_event BIGINT NOT NULL,
  removed_event BIGINT NOT NULL,
  last_evidence BIGINT NOT NULL,
  last_digest CHARACTER VARYING NOT NULL
);

INSERT INTO ${prefix}installation
  (id, epoch, shared, writers, position, last_event, removed_event, last_evidence, last_digest)
VALUES (1, 0, 0, 0, 0, 0, 0, 0, '');

-- What each writer wrote last, and what it was answered: should it not have heard.
CREATE TABLE ${prefix}writer (
  id BIGINT NOT NULL PRIMARY KEY,
  token BIGINT NOT NULL,
  answers CHARACTER LARGE OBJECT NOT NULL
);

-- changed: the number of the write that changed the row last, times 2^20, plus the row's place in it.
CREATE TABLE ${prefix}operation (
  id CHARACTER VARYING NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  request_key CHARACTER VARYING,
  state CHARACTER VARYING NOT NULL,
  ended SMALLINT NOT NULL,
  next_step INTEGER NOT NULL,
  body CHARACTER LARGE OBJECT NOT NULL,
  changed BIGINT NOT NULL
);

CREATE INDEX ${name}operation_changed ON ${prefix}operation (changed);

CREATE INDEX ${name}operation_open ON ${prefix}operation (ended, id);

CREATE INDEX ${name}operation_request_key ON ${prefix}operation (request_key);

CREATE TABLE ${prefix}step (
  operation CHARACTER VARYING NOT NULL,
  number INTEGER NOT NULL,
  version BIGINT NOT NULL,
  state CHARACTER VARYING NOT NULL,
  generation INTEGER NOT NULL,
  progress CHARACTER LARGE OBJECT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (operation, number)
);

CREATE INDEX ${name}step_changed ON ${prefix}step (changed);

-- What a step is: written once, and apart from what becomes of it, which is written often.
CREATE TABLE ${prefix}step_node (
  operation CHARACTER VARYING NOT NULL,
  number INTEGER NOT NULL,
  node CHARACTER LARGE OBJECT NOT NULL,
  PRIMARY KEY (operation, number)
);

CREATE TABLE ${prefix}claim (
  subject CHARACTER VARYING NOT NULL,
  operation CHARACTER VARYING NOT NULL,
  claim_mode CHARACTER VARYING NOT NULL,
  PRIMARY KEY (subject, operation)
);

CREATE INDEX ${name}claim_operation ON ${prefix}claim (operation);

CREATE TABLE ${prefix}record (
  kind CHARACTER VARYING NOT NULL,
  record_key CHARACTER VARYING NOT NULL,
  record_group CHARACTER VARYING NOT NULL,
  version BIGINT NOT NULL,
  body CHARACTER LARGE OBJECT NOT NULL,
  PRIMARY KEY (kind, record_key)
);

CREATE INDEX ${name}record_group ON ${prefix}record (kind, record_group, record_key);

-- Events that were not yet handed out, some to a row: one a line, the operation and what happened.
CREATE TABLE ${prefix}outbox (
  first_event BIGINT NOT NULL PRIMARY KEY,
  last_event BIGINT NOT NULL,
  events CHARACTER LARGE OBJECT NOT NULL
);

CREATE TABLE ${prefix}evidence (
  sequence BIGINT NOT NULL PRIMARY KEY,
  operation CHARACTER VARYING NOT NULL,
  request_key CHARACTER VARYING,
  body CHARACTER LARGE OBJECT NOT NULL,
  previous CHARACTER VARYING NOT NULL,
  digest CHARACTER VARYING NOT NULL
);

CREATE INDEX ${name}evidence_operation ON ${prefix}evidence (operation, sequence);

CREATE INDEX ${name}evidence_request_key ON ${prefix}evidence (request_key, sequence);

-- How often a lane was woken. Whoever ends a turn sees by it whether something came meanwhile.
CREATE TABLE ${prefix}lane_wake (
  lane CHARACTER VARYING NOT NULL PRIMARY KEY,
  wakes BIGINT NOT NULL
);

-- The table of db-scheduler 16.12, as its own scripts make it, under our prefix.
CREATE TABLE ${prefix}scheduled_tasks (
  task_name CHARACTER VARYING NOT NULL,
  task_instance CHARACTER VARYING NOT NULL,
  task_data BINARY LARGE OBJECT,
  execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by CHARACTER VARYING,
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
