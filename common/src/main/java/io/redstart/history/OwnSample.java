// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.model.Labels;

/**
 * One value of one series.
 *
 * @param labels the labels, with the metric's name, job and instance
 */
record OwnSample(Labels labels, double value) {}
