package dev.waybill.verifier.history;

/**
 * Gives the same string for the same characters, most of the time: names of processes and topics
 * come back in every line. Bounded, whatever the keys are.
 */
final class Texts {
  private static final int SLOTS = 1 << 14;

  private final String[] slots = new String[SLOTS];

  String of(char[] chars, int from, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + chars[from + i];
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    String known = slots[slot];
    if (known == null || !same(known, chars, from, length)) {
      known = new String(chars, from, length);
      slots[slot] = known;
    }
    return known;
  }

  private static boolean same(String known, char[] chars, int from, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != chars[from + i]) {
        return false;
      }
    }
    return true;
  }
}
