// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The whole counting protocol on one thread, one bus and one clock: real ingests, aggregators with
 * their stores, and queries, over a bus, disks and processes that fail. {@code SimulationTest} runs
 * it; {@code Simulation} tells what happens in a run, {@code Books} what must hold. Whatever a run
 * does follows from its seed.
 *
 * <pre>
 *   SimulationTest ─▶ Simulation ─▶ Ingest, Aggregator, Querier    real services
 *                          │            │
 *                          │            ▼
 *                          │        SimulatedProcess ─▶ SimulatedVertx ─▶ SimulatedBus
 *                          ▼                         └▶ SimulatedHost  ─▶ SimulatedDisk, SimulatedChunks
 *                        Books                            all on one Schedule
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.redstart.deploy.simulation;
