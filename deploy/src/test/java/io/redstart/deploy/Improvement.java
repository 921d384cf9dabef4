// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

/** Where Redstart counts otherwise than the Collector's span metrics connector, on purpose. */
enum Improvement {
  /** There every process adds a random {@code collector_instance_id}; here a restart adds nothing. */
  NO_INSTANCE_ID,
  /** Spans without {@code service.name} are skipped there; here they are {@code unknown_service}. */
  UNKNOWN_SERVICE,
  /** A {@code service.name} that is no string is an empty label there; here it is its text. */
  SERVICE_NAME_AS_TEXT,
  /**
   * Resources with one {@code job} and {@code instance} that differ in other attributes add up here;
   * there each is a stream of its own, and a Prometheus keeps whichever it saw last.
   */
  RESOURCES_ADD_UP,
  /** Weights that are not whole add exactly here; there each is rounded up or down at random. */
  EXACT_WEIGHTS,
  /** The scope is one of the labels here; there a series keeps the scope that it met first. */
  SCOPE_OF_EVERY_SPAN,
  /** Overflow keeps service, kind and status here; there all labels are lost. */
  OVERFLOW_KEEPS_SERVICE
}
