-- Waybill's tables, version 1, for H2. Every statement may be run again.

CREATE TABLE IF NOT EXISTS ${prefix}schema (
  version INTEGER PRIMARY KEY,
  applied_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL
);

-- ---- inbox -------------------------------------------------------------------------------------

-- The next offset that a group will handle: one row a partition.
CREATE TABLE IF NOT EXISTS ${prefix}position (
  group_name VARCHAR(249) NOT NULL,
  topic VARCHAR(249) NOT NULL,
  partition_number INTEGER NOT NULL,
  next_offset BIGINT NOT NULL,
  PRIMARY KEY (group_name, topic, partition_number)
);

CREATE TABLE IF NOT EXISTS ${prefix}group (
  group_number INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  group_name VARCHAR(249) NOT NULL UNIQUE
);

-- What a group has handled: SHA-256 of the message id, stamped in milliseconds since 1970 by this
-- database's clock.
CREATE TABLE IF NOT EXISTS ${prefix}message_id (
  group_number INTEGER NOT NULL,
  id_hash BINARY(32) NOT NULL,
  stamp BIGINT NOT NULL,
  PRIMARY KEY (group_number, id_hash)
);

CREATE INDEX IF NOT EXISTS ${prefix}message_id_age ON ${prefix}message_id (group_number, stamp);

-- ---- de-duplication store ----------------------------------------------------------------------

-- state 0: claimed until keep_until by claimant; state 1: done, remembered until keep_until.
CREATE TABLE IF NOT EXISTS ${prefix}claim (
  group_number INTEGER NOT NULL,
  id_hash BINARY(32) NOT NULL,
  state SMALLINT NOT NULL,
  claimant BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  PRIMARY KEY (group_number, id_hash)
);

CREATE INDEX IF NOT EXISTS ${prefix}claim_age ON ${prefix}claim (keep_until);

-- ---- outbox ------------------------------------------------------------------------------------

-- Messages that are committed and not yet published.
CREATE TABLE IF NOT EXISTS ${prefix}outbox (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  lane INTEGER NOT NULL,
  key_hash BIGINT NOT NULL,
  nonce BIGINT NOT NULL,
  created BIGINT NOT NULL,
  size_bytes INTEGER NOT NULL,
  topic VARCHAR(249) NOT NULL,
  message_key BLOB,
  message_value BLOB NOT NULL,
  attachments BLOB,
  PRIMARY KEY (lane, id)
);

-- Who relays which lane, until when in milliseconds since 1970 by this database's clock.
CREATE TABLE IF NOT EXISTS ${prefix}outbox_lane (
  lane INTEGER PRIMARY KEY,
  owner VARCHAR(64),
  epoch BIGINT DEFAULT 0 NOT NULL,
  held_until BIGINT DEFAULT 0 NOT NULL,
  identity VARCHAR(64)
);

INSERT INTO ${prefix}outbox_lane (lane)
SELECT x FROM SYSTEM_RANGE(0, 3)
WHERE NOT EXISTS (SELECT 1 FROM ${prefix}outbox_lane);

-- What writers lock until they have committed, so that a key's ids grow in commit order. The rows
-- are never changed: a snapshot that is older than a lock is no conflict.
CREATE TABLE IF NOT EXISTS ${prefix}outbox_slot (
  slot INTEGER PRIMARY KEY
);

INSERT INTO ${prefix}outbox_slot (slot)
SELECT x FROM SYSTEM_RANGE(0, 1023)
WHERE NOT EXISTS (SELECT 1 FROM ${prefix}outbox_slot);

-- ---- the end: what is above is there -----------------------------------------------------------

MERGE INTO ${prefix}schema (version) KEY (version) VALUES (1);
