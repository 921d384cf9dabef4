// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A series as it is sent.
 *
 * @param labels its labels with {@code __name__}
 * @param samples its samples, in order of time
 * @param createdMillis when the counter was 0; 0 if it is none
 * @param exemplar an exemplar, if there is one
 */
record SentSeries(
    Labels labels,
    List<Sample> samples,
    long createdMillis,
    @Nullable Exemplar exemplar) {
  /** An exemplar in the unit of its series. */
  record Exemplar(Labels labels, double value, long stampMillis) {}
}
