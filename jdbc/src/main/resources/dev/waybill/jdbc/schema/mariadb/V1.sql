-- Waybill's tables, version 1, for MariaDB and MySQL. Every statement may be run again.

CREATE TABLE IF NOT EXISTS ${prefix}schema (
  version INT NOT NULL PRIMARY KEY,
  applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
) ENGINE = InnoDB;

-- ---- inbox -------------------------------------------------------------------------------------

-- The next offset that a group will handle: one row a partition. Names are compared as bytes:
-- another collation would take 'Orders' and 'orders' for one.
CREATE TABLE IF NOT EXISTS ${prefix}position (
  group_name VARCHAR(249) NOT NULL,
  topic VARCHAR(249) NOT NULL,
  partition_number INT NOT NULL,
  next_offset BIGINT NOT NULL,
  PRIMARY KEY (group_name, topic, partition_number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS ${prefix}group (
  group_number INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  group_name VARCHAR(249) NOT NULL UNIQUE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT = DYNAMIC;

-- What a group has handled: SHA-256 of the message id, stamped in milliseconds since 1970 by this
-- database's clock. 62 bytes a row, header included.
CREATE TABLE IF NOT EXISTS ${prefix}message_id (
  group_number INT NOT NULL,
  id_hash BINARY(32) NOT NULL,
  stamp BIGINT NOT NULL,
  PRIMARY KEY (group_number, id_hash),
  INDEX ${prefix}message_id_age (group_number, stamp)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- ---- de-duplication store ----------------------------------------------------------------------

-- state 0: claimed until keep_until by claimant; state 1: done, remembered until keep_until.
CREATE TABLE IF NOT EXISTS ${prefix}claim (
  group_number INT NOT NULL,
  id_hash BINARY(32) NOT NULL,
  state SMALLINT NOT NULL,
  claimant BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  PRIMARY KEY (group_number, id_hash),
  INDEX ${prefix}claim_age (keep_until)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- ---- outbox ------------------------------------------------------------------------------------

-- Messages that are committed and not yet published.
CREATE TABLE IF NOT EXISTS ${prefix}outbox (
  id BIGINT NOT NULL AUTO_INCREMENT,
  lane INT NOT NULL,
  key_hash BIGINT NOT NULL,
  nonce BIGINT NOT NULL,
  created BIGINT NOT NULL,
  size_bytes INT NOT NULL,
  topic VARCHAR(249) NOT NULL,
  message_key LONGBLOB,
  message_value LONGBLOB NOT NULL,
  attachments LONGBLOB,
  PRIMARY KEY (lane, id),
  INDEX ${prefix}outbox_id (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT = DYNAMIC;

-- Who relays which lane, until when in milliseconds since 1970 by this database's clock.
CREATE TABLE IF NOT EXISTS ${prefix}outbox_lane (
  lane INT NOT NULL PRIMARY KEY,
  owner VARCHAR(64),
  epoch BIGINT NOT NULL DEFAULT 0,
  held_until BIGINT NOT NULL DEFAULT 0,
  identity VARCHAR(64)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT = DYNAMIC;

INSERT IGNORE INTO ${prefix}outbox_lane (lane)
SELECT n FROM (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) lanes
WHERE NOT EXISTS (SELECT 1 FROM ${prefix}outbox_lane taken);

-- What writers lock until they have committed, so that a key's ids grow in commit order. The rows
-- are never changed: a snapshot that is older than a lock is no conflict.
CREATE TABLE IF NOT EXISTS ${prefix}outbox_slot (
  slot INT NOT NULL PRIMARY KEY
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

INSERT IGNORE INTO ${prefix}outbox_slot (slot)
SELECT a.n + 4 * b.n + 16 * c.n + 64 * d.n + 256 * e.n
FROM (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) a
CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) b
CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) c
CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) d
CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) e;

-- ---- the end: what is above is there -----------------------------------------------------------

INSERT IGNORE INTO ${prefix}schema (version) VALUES (1);
