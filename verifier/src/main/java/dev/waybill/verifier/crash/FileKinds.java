package dev.waybill.verifier.crash;

import dev.waybill.log.segment.SegmentNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the files of a data directory are called in a table. */
final class FileKinds {
  private FileKinds() {}

  static Map<String, List<String>> group(DiskImage image) {
    Map<String, List<String>> byKind = new TreeMap<>();
    for (String path : image.files().keySet()) {
      byKind.computeIfAbsent(kind(path), kind -> new ArrayList<>()).add(path);
    }
    return byKind;
  }

  private static String kind(String path) {
    if (path.endsWith(SegmentNames.LOG)) {
      return "segment";
    }
    if (path.endsWith(SegmentNames.OFFSET_INDEX)) {
      return "index";
    }
    if (path.endsWith(SegmentNames.TIME_INDEX)) {
      return "time index";
    }
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
