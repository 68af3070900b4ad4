/**
 * The disk, as the log sees it: a handful of operations that can be simulated.
 *
 * <pre>
 *   PartitionLog, RecordFile ──► Storage ──► StorageFile
 *                                  ▲
 *              DirectoryStorage ───┤            real files under one directory
 *              SimulatedStorage ───┘ (tests)    drops, tears, garbles, forgets; from a seed
 *
 *   DataDirectory   marker file + exclusive lock, hands out the DirectoryStorage
 * </pre>
 */
@NullMarked
package dev.waybill.log.storage;

import org.jspecify.annotations.NullMarked;
