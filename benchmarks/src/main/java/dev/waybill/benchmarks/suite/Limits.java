package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.DiskWriteLoad;

/** The limits that several benchmarks are held against. */
final class Limits {

  private static final int MEBIBYTE = 1 << 20;

  /** Encode, write, fdatasync; rounds of 1 MiB. */
  static final Contender DISK =
      Contender.of("disk, 1 MB rounds", new DiskWriteLoad(MEBIBYTE, true));

  /** The same with rounds of 64 KiB. */
  static final Contender DISK_SMALL_ROUNDS =
      Contender.of("disk, 64 KB rounds", new DiskWriteLoad(MEBIBYTE / 16, true));

  /** Encode and write; rounds of 1 MiB that nobody syncs. */
  static final Contender PAGE_CACHE =
      Contender.of("page cache, 1 MB rounds", new DiskWriteLoad(MEBIBYTE, false));

  private Limits() {}
}
