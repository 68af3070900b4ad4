package dev.waybill.verifier.crash;

import java.util.function.Supplier;

/**
 * A disk as it may be found when the power is back.
 *
 * @param hash of the image
 * @param story what became of every pending operation, for a reader
 */
public record CrashState(DiskImage image, long hash, Supplier<String> story) {}
