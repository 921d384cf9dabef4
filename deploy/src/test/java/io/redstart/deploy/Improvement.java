// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

/** The intended differences between the counts of Redstart and of the Collector's connector. */
enum Improvement {
  /** Each process adds a random {@code collector_instance_id} there; here a restart adds none. */
  NO_INSTANCE_ID,
  /** Spans without {@code service.name} are skipped there; here {@code unknown_service}. */
  UNKNOWN_SERVICE,
  /** A {@code service.name} that is not a string is an empty label there; here it is its text. */
  SERVICE_NAME_AS_TEXT,
  /**
   * Resources with the same {@code job} and {@code instance} but other attributes add up here;
   * there each is a separate stream, and Prometheus keeps the one that it saw last.
   */
  RESOURCES_ADD_UP,
  /** Fractional weights add up exactly here; there each is rounded up or down at random. */
  EXACT_WEIGHTS,
  /** The scope is one of the labels here; there a series keeps its first scope. */
  SCOPE_OF_EVERY_SPAN,
  /** Overflow keeps service, kind and status here; there all labels are lost. */
  OVERFLOW_KEEPS_SERVICE
}
