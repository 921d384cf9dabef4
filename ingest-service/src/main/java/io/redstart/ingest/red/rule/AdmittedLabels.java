// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.model.Labels;

/**
 * The labels that the limits admit for a label set.
 *
 * @param labels the label set itself, or the overflow in its place
 * @param admission claimed for each span
 */
public record AdmittedLabels(Labels labels, Admission admission) {}
