// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Applies an operator's rules to spans before they are counted, in this order:
 *
 * <pre>
 *   span ─▶ SpanFilters   counted at all?               every span
 *        ─▶ SpanNames     which name?                   every span
 *        ─▶ Relabel       which labels?                 every new label set
 *        ─▶ ServiceLimits one label set too many?       every new label set
 * </pre>
 *
 * <p>The first two are data plane and belong to one event loop; {@code Relabel} is immutable; all
 * event loops share one {@code ServiceLimits}. Nothing here folds or sends.
 */
@NullMarked
package io.redstart.ingest.red.rule;

import org.jspecify.annotations.NullMarked;
