package dev.waybill.verifier.crash;

import java.io.IOException;

/** A disk with something whole on it, and who can tell what a flipped bit did to it. */
interface FlipSubject {

  String name();

  /** The whole disk. The same bytes at every call. */
  DiskImage image() throws IOException;

  /** Opens the damaged disk, reads in every way there is, and judges. */
  FlipOutcome judge(RecordingDisk damaged);
}
