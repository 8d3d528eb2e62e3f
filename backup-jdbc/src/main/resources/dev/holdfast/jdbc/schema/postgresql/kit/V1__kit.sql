-- Holdfast's recovery kits, schema version 1, for PostgreSQL.
-- ${prefix} stands for the prefix of the tables, with their schema before it if there is one ("backup.holdfast_");
-- ${name} for the prefix alone, for what cannot carry a schema ("holdfast_"). Flyway and Liquibase fill both in.
-- A statement ends with a semicolon and an empty line.

CREATE TABLE ${prefix}kit_schema (
  version INTEGER NOT NULL PRIMARY KEY,
  checksum TEXT NOT NULL,
  readable_from INTEGER NOT NULL,
  applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
  finished SMALLINT NOT NULL
);

INSERT INTO ${prefix}kit_schema (version, checksum, readable_from, applied_at, finished)
VALUES (1, '26a5b292b147cf51240c98a69d96b351b8865956c028e24e898b6681232e89cd', 1, CURRENT_TIMESTAMP, 0);

-- Recovery kits by name.
CREATE TABLE ${prefix}kit (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  document TEXT NOT NULL
);

UPDATE ${prefix}kit_schema SET finished = 1 WHERE version = 1;
