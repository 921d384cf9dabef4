// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.Labels;

/** The newest sample of a series. */
record FederatedSample(Labels labels, long timestampMillis, double value) {
  String name() {
    return labels.get(Labels.METRIC_NAME);
  }
}
