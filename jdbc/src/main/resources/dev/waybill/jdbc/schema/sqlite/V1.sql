-- Waybill's tables, version 1, for SQLite. Every statement may be run again.

CREATE TABLE IF NOT EXISTS ${prefix}schema (
  version INTEGER PRIMARY KEY,
  applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- ---- inbox -------------------------------------------------------------------------------------

-- The next offset that a group will handle: one row a partition.
CREATE TABLE IF NOT EXISTS ${prefix}position (
  group_name TEXT NOT NULL,
  topic TEXT NOT NULL,
  partition_number INTEGER NOT NULL,
  next_offset INTEGER NOT NULL,
  PRIMARY KEY (group_name, topic, partition_number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ${prefix}group (
  group_number INTEGER PRIMARY KEY,
  group_name TEXT NOT NULL UNIQUE
);

-- What a group has handled: SHA-256 of the message id, stamped in milliseconds since 1970 by this
-- machine's clock.
CREATE TABLE IF NOT EXISTS ${prefix}message_id (
  group_number INTEGER NOT NULL,
  id_hash BLOB NOT NULL,
  stamp INTEGER NOT NULL,
  PRIMARY KEY (group_number, id_hash)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ${prefix}message_id_age ON ${prefix}message_id (group_number, stamp);

-- ---- de-duplication store ----------------------------------------------------------------------

-- state 0: claimed until keep_until by claimant; state 1: done, remembered until keep_until.
CREATE TABLE IF NOT EXISTS ${prefix}claim (
  group_number INTEGER NOT NULL,
  id_hash BLOB NOT NULL,
  state INTEGER NOT NULL,
  claimant INTEGER NOT NULL,
  keep_until INTEGER NOT NULL,
  PRIMARY KEY (group_number, id_hash)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ${prefix}claim_age ON ${prefix}claim (keep_until);

-- ---- outbox ------------------------------------------------------------------------------------

-- Messages that are committed and not yet published. With one writer at a time, ids grow in commit
-- order by themselves.
CREATE TABLE IF NOT EXISTS ${prefix}outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  lane INTEGER NOT NULL,
  key_hash INTEGER NOT NULL,
  nonce INTEGER NOT NULL,
  created INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  topic TEXT NOT NULL,
  message_key BLOB,
  message_value BLOB NOT NULL,
  attachments BLOB
);

CREATE INDEX IF NOT EXISTS ${prefix}outbox_lane_id ON ${prefix}outbox (lane, id);

-- Who relays which lane, until when in milliseconds since 1970 by this machine's clock.
CREATE TABLE IF NOT EXISTS ${prefix}outbox_lane (
  lane INTEGER PRIMARY KEY,
  owner TEXT,
  epoch INTEGER NOT NULL DEFAULT 0,
  held_until INTEGER NOT NULL DEFAULT 0,
  identity TEXT
);

INSERT INTO ${prefix}outbox_lane (lane)
SELECT column1 FROM (VALUES (0), (1), (2), (3))
WHERE NOT EXISTS (SELECT 1 FROM ${prefix}outbox_lane);

-- ---- the end: what is above is there -----------------------------------------------------------

INSERT INTO ${prefix}schema (version) VALUES (1) ON CONFLICT DO NOTHING;
