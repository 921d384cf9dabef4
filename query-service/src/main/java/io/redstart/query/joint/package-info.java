// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a query reads: {@link io.redstart.query.joint.JointStores} holds the metrics of spans ({@link
 * io.redstart.query.source}) beside the own metrics ({@link io.redstart.query.history}).
 */
@NullMarked
package io.redstart.query.joint;

import org.jspecify.annotations.NullMarked;
