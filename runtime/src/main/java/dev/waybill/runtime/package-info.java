/**
 * What carries a declared guarantee out, on any engine.
 *
 * <pre>
 *   Waybill ─► RuntimeWaybill ─┬─ publish    values in, receipts out        ┐
 *                              ├─ subscribe  the sentence of a subscription │ plan: refuse what the
 *                              ├─ deliver    loops: handle, settle, commit  │ engine cannot keep
 *                              ├─ explain    what is promised, hop by hop   │ topic: where keys go
 *                              └─ advise     what to ask for                ┘ settle: pure books
 *   Migration, on two engines ── migrate       messages and positions from one to the other
 *                                     │
 *                                   Engine (SPI); no engine is known by name
 * </pre>
 */
@NullMarked
package dev.waybill.runtime;

import org.jspecify.annotations.NullMarked;
