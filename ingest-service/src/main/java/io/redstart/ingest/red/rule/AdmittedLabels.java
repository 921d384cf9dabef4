// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.model.Labels;

/**
 * What the limits say of a label set.
 *
 * @param labels what is counted: the label set itself, or the overflow in its place
 * @param admission to be asked for each span
 */
public record AdmittedLabels(Labels labels, Admission admission) {}
