// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The crash test from outside: it starts services as processes, sends spans, disturbs the services,
 * and lets {@link io.redstart.load.crash.check} judge.
 *
 * <pre>
 *  BackgroundLoad ──OTLP──▶ Members (processes) ◀──PromQL── Watcher ──▶ Shown
 *        │                     ▲                                          │
 *        ▼                     │ kill -9, restart                         ▼
 *      Ledger ◀── Exercise ── KillRun, DisturbanceRun, … ──▶ Report ◀─────┘
 * </pre>
 *
 * <p>Start at {@link io.redstart.load.crash.CrashCommand} and {@code KillRun}.
 */
@NullMarked
package io.redstart.load.crash;

import org.jspecify.annotations.NullMarked;
