// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Answers out: JSON as Prometheus writes it, made and sent chunk by chunk, as fast as the client
 * reads. Start at {@link io.redstart.query.api.answer.JsonAnswer} and {@link
 * io.redstart.query.api.answer.AnswerSender}.
 */
@NullMarked
package io.redstart.query.api.answer;

import org.jspecify.annotations.NullMarked;
