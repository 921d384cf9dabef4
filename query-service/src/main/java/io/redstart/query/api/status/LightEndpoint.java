// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.request.Parameters;

/** Answers from what is in memory, on the event loop; it must not block. */
@FunctionalInterface
public interface LightEndpoint {
  /** Answers a request. */
  Reply answer(Parameters parameters);
}
