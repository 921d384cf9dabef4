// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The whole counting protocol on one thread, one bus and one clock: real ingests, aggregators with
 * their stores, and queries, over a bus, disks and processes that fail. Start with {@code
 * Simulation}, which is one run; {@code Books} checks it, and {@code SimulationTest} does many. The
 * seed decides everything that a run does.
 *
 * <pre>
 *   SimulationTest ─▶ Simulation ─▶ Ingest, Aggregator, Querier    real services
 *                          │            │
 *                          │            ▼
 *                          │        SimulatedProcess ─▶ SimulatedVertx ─▶ SimulatedBus
 *                          ▼                         └▶ SimulatedHost  ─▶ SimulatedDisk, SimulatedChunks
 *                        Books                            all on one Schedule
 * </pre>
 *
 * <p>What is not real: Vert.x and its threads ({@code SimulatedVertx}), files and names below a
 * store ({@code SimulatedFileSystem}), RocksDB ({@code SimulatedChunks}). The bus never delivers one
 * request twice, as Vert.x promises; a disk writes a sector as a whole. One thread runs at any time,
 * so nothing here finds a data race.
 *
 * <p>A third of the runs keep two copies of each store, and in a third an {@code Operator} drains
 * aggregators. Queries, and what copies stores and feeds followers, wait in the middle of their work; so
 * they are tasks with threads of their own, which take {@code Turns}.
 */
@org.jspecify.annotations.NullMarked
package io.redstart.deploy.simulation;
