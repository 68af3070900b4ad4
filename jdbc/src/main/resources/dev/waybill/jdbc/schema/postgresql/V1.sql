-- Waybill's tables, version 1, for PostgreSQL. Every statement may be run again.

CREATE TABLE IF NOT EXISTS ${prefix}schema (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- ---- inbox -------------------------------------------------------------------------------------

-- The next offset that a group will handle: one row a partition, updated in every transaction, so
-- its page keeps room for the row's next version.
CREATE TABLE IF NOT EXISTS ${prefix}position (
  group_name varchar(249) COLLATE "C" NOT NULL,
  topic varchar(249) COLLATE "C" NOT NULL,
  partition_number integer NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (group_name, topic, partition_number)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS ${prefix}group (
  group_number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  group_name varchar(249) COLLATE "C" NOT NULL UNIQUE
);

-- What a group has handled: SHA-256 of the message id, stamped in milliseconds since 1970 by this
-- database's clock. 76 bytes a row, header and line pointer included.
CREATE TABLE IF NOT EXISTS ${prefix}message_id (
  stamp bigint NOT NULL,
  group_number integer NOT NULL,
  id_hash bytea NOT NULL,
  PRIMARY KEY (group_number, id_hash)
);

CREATE INDEX IF NOT EXISTS ${prefix}message_id_age ON ${prefix}message_id (group_number, stamp);

-- ---- de-duplication store ----------------------------------------------------------------------

-- state 0: claimed until keep_until by claimant; state 1: done, remembered until keep_until.
CREATE TABLE IF NOT EXISTS ${prefix}claim (
  keep_until bigint NOT NULL,
  claimant bigint NOT NULL,
  group_number integer NOT NULL,
  state smallint NOT NULL,
  id_hash bytea NOT NULL,
  PRIMARY KEY (group_number, id_hash)
);

CREATE INDEX IF NOT EXISTS ${prefix}claim_age ON ${prefix}claim (keep_until);

-- ---- outbox ------------------------------------------------------------------------------------

-- Ids are drawn one at a time: a session that had some in store would use them too late.
CREATE SEQUENCE IF NOT EXISTS ${prefix}outbox_id CACHE 1;

-- Messages that are committed and not yet published. Rows come and go: vacuumed by their number.
CREATE TABLE IF NOT EXISTS ${prefix}outbox (
  id bigint NOT NULL,
  key_hash bigint NOT NULL,
  nonce bigint NOT NULL,
  created bigint NOT NULL,
  lane integer NOT NULL,
  size_bytes integer NOT NULL,
  topic varchar(249) COLLATE "C" NOT NULL,
  message_key bytea,
  message_value bytea NOT NULL,
  attachments bytea,
  PRIMARY KEY (lane, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Who relays which lane, until when in milliseconds since 1970 by this database's clock.
CREATE TABLE IF NOT EXISTS ${prefix}outbox_lane (
  lane integer PRIMARY KEY,
  owner varchar(64),
  epoch bigint NOT NULL DEFAULT 0,
  held_until bigint NOT NULL DEFAULT 0,
  identity varchar(64)
) WITH (fillfactor = 50);

INSERT INTO ${prefix}outbox_lane (lane)
SELECT n FROM generate_series(0, 3) AS n
WHERE NOT EXISTS (SELECT 1 FROM ${prefix}outbox_lane);

-- ---- the end: what is above is there -----------------------------------------------------------

INSERT INTO ${prefix}schema (version) VALUES (1) ON CONFLICT DO NOTHING;
