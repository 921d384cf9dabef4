// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;

/** What an endpoint answers. */
public interface Reply {
  /**
   * Begins to write it.
   *
   * @param limits what the query may use until the last chunk is made
   */
  StreamedAnswer begin(Encoding encoding, QueryLimits limits) throws IOException;
}
