// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.MemberAnnouncement;

/**
 * What was heard of a process.
 *
 * @param isSilent whether it has not announced itself lately
 */
public record MemberFacts(MemberAnnouncement announcement, boolean isSilent) {}
