// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Requests pages from the shards of all stores and hands them to the calling worker thread, within
 * the memory of its query. Start at {@link io.redstart.query.source.page.PageQueue}. What a page
 * contains is for the packages that ask for it.
 */
@NullMarked
package io.redstart.query.source.page;

import org.jspecify.annotations.NullMarked;
