package dev.waybill.verifier.planted;

import org.objectweb.asm.tree.MethodNode;

/** A change of one method. Whatever passes the changed place counts as reached. */
@FunctionalInterface
interface Alteration {
  /**
   * @throws TargetMovedException when the method has not what is to be changed
   */
  void apply(MethodNode method);
}
