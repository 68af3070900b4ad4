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

-- ---- the end: what is above is there -----------------------------------------------------------

INSERT IGNORE INTO ${prefix}schema (version) VALUES (1);
