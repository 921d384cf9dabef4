// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The own metrics of this process in the last 6 hours, for queries. {@link
 * io.redstart.history.HistoryVerticle} is the door:
 *
 * <pre>
 *   HistoryVerticle ─ RegistryScrape   what /metrics shows, once in each slot of 15 s
 *        └─ History ─ Track ─ Runs     samples in memory; Runs are also on the wire
 *
 *   MemberAnnouncement                 published by each process
 *   HistoryRequest → HistoryPage, OwnFamilies
 * </pre>
 */
@NullMarked
package io.redstart.history;

import org.jspecify.annotations.NullMarked;
