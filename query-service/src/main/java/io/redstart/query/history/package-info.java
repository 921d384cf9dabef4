// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The own metrics of all processes, and which of them are up. {@link
 * io.redstart.query.history.MemberHistories} reads them over the event bus:
 *
 * <pre>
 *   MemberHistories ── MemberDirectory ─ Presence    which processes there are, heard when
 *        └─ HistoryView ─ HistoryReader              pages from all processes
 *               └─ UpSeries                          1 or 0, from pages and presence
 * </pre>
 */
@NullMarked
package io.redstart.query.history;

import org.jspecify.annotations.NullMarked;
