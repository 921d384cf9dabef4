// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The crash test of the store, from outside: it starts services as processes, sends spans, kills
 * processes, and compares the books with the counts.
 *
 * <pre>
 *  BackgroundLoad ──OTLP──▶ Members (processes) ◀──PromQL── Watcher ──▶ Shown
 *        │                     ▲                                          │
 *        ▼                     │ kill -9, restart                         ▼
 *      Ledger ◀── Exercise ── KillRun, FaultRun, DamageRun ──▶ Report ◀───┘
 * </pre>
 *
 * <p>Start at {@link io.redstart.load.crash.CrashCommand} and {@code KillRun}.
 */
@NullMarked
package io.redstart.load.crash;

import org.jspecify.annotations.NullMarked;
