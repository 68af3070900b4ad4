/**
 * The scaffolding: runs the pipeline in a child process, kills it where it hurts, audits the rest.
 *
 * <pre>
 *   OrdersDemo (this process)                        PipelineProcess (child)
 *     KillPlan: where and when, from the seed          OrderIntake, OrderServices
 *     ├─ starts ─────────────────────────────────────► opens its messages
 *     │  ◄────── stdout: opening, opened, acknowledged, trapped, drained
 *     ├─ SIGKILL as soon as it is trapped, or SIGKILL to a broker and: go on
 *     ├─ starts it again … until it has drained
 *     └─ audit and timeline of the run's directory, and of cluster and database, if there are any
 * </pre>
 *
 * <p>A trap is armed in the child: the thread that gets there says so and stops between two
 * instructions, all others go on, and the parent kills the process.
 */
@NullMarked
package dev.waybill.orders.demo;

import org.jspecify.annotations.NullMarked;
