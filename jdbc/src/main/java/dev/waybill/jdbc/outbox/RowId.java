package dev.waybill.jdbc.outbox;

/**
 * Which row.
 *
 * @param id grows in commit order within a key
 * @param nonce drawn at random by the writer: a database that hands an id out again, after its
 *     table was emptied or a backup was restored, makes another row of it
 */
record RowId(long id, long nonce) {}
