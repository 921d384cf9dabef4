// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

/** Why a span is not counted because the settings want it so; its sender is not told. */
public enum Drop {
  /** A policy of {@code spanmetrics.filters} did not let it through. */
  FILTERED("filtered"),

  /** A rule of {@code spanmetrics.relabel} dropped its labels. */
  RELABELLED("relabelled");

  private final String tag;

  Drop(String tag) {
    this.tag = tag;
  }

  /** Returns the value of the tag {@code reason} in metrics. */
  public String tag() {
    return tag;
  }
}
