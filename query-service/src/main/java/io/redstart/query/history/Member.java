// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.MemberAnnouncement;

/**
 * A process of Redstart that was heard in the last 6 hours.
 *
 * @param announcement its latest announcement
 * @param presence when it was heard
 * @param isSilent whether it was not heard lately, so that it is not asked
 */
record Member(MemberAnnouncement announcement, Presence presence, boolean isSilent) {
  /** Why a process is missing that nobody hears. */
  static final String SILENT = "does not answer";

  /** Returns the label {@code instance} of its metrics. */
  String name() {
    return announcement.name();
  }

  /** Returns whether it can be asked for its metrics. */
  boolean answers() {
    return !isSilent && announcement.commonVersion().isPresent();
  }

  /** Returns the warning that its metrics are missing. */
  String missing(String reason) {
    return "%s \"%s\" %s: its own metrics are missing from this answer"
        .formatted(announcement.role(), name(), reason);
  }

  /** Returns why it cannot be asked. */
  String problem() {
    return isSilent ? SILENT : "speaks another version of the protocol";
  }
}
